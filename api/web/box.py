"""The search box for other people's pages: its script, and a page that shows it and tells how it is put there."""

from fastapi import APIRouter, Response

from api.web.assets import contents
from api.web.parameters import PageParameters
from api.web.places import BOX, Place

router = APIRouter(include_in_schema=False)
SCRIPT = "bronwijzer-zoek.js"
_SITE = "https://intranet.example"
_CODE = f"""<script src="{{service}}/{SCRIPT}" defer></script>
<bronwijzer-zoek src="{{service}}">
  <a href="{{service}}">{{{{}}}}</a>
</bronwijzer-zoek>"""
# Its address stays the same, for it stands in the pages of others: an hour is how late they may follow a new version.
_HEADERS = {"Cache-Control": "public, max-age=3600", "Cross-Origin-Resource-Policy": "cross-origin"}


@router.get(f"/{SCRIPT}")
def get_script() -> Response:
    """Return the script of the box."""
    return Response(contents(SCRIPT), media_type="text/javascript", headers=_HEADERS)


def box(asked: PageParameters, service: str) -> Response:
    """Return the page that shows the box of a service, by its address without a slash at the end."""
    from api.web.rendering import page

    return page(
        "box.html",
        Place(BOX, asked.fields()),
        asked.lang,
        script=f"/{SCRIPT}",
        code=_CODE.format(service=service),
        setting=f"BRONWIJZER_ORIGINS={_SITE}",
        command="bronwijzer keys create --scope read",
        policy=f"Content-Security-Policy: script-src {service}; connect-src {service}",
    )
