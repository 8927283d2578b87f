"""The commands ``bronwijzer keys``: create, list and revoke the keys of the API."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import click

from api.asker import SCOPES
from api.keys import Key, KeyFile
from api.terminal import printable
from corpus.groups import as_groups


def create(
    keys: KeyFile,
    *,
    scope: str,
    groups: Sequence[str],
    all_groups: bool,
    name: str,
    expires: datetime | None,
) -> int:
    """Make a key and print it, once; what there is to know about it goes to stderr."""
    if all_groups and groups:
        raise click.UsageError("--group en --all-groups gaan niet samen.")
    if groups and scope != "read":
        raise click.UsageError(f"--group kan alleen met --scope read: met {scope} is alles te lezen.")
    last = None if expires is None else expires.date()
    if last is not None and last < datetime.now(UTC).date():
        raise click.UsageError(f"--expires {last} is al voorbij. Kies een latere datum.")
    secret, made = keys.create(
        name=name,
        scope=next(one for one in SCOPES if one == scope),
        groups=None if all_groups else as_groups(groups),
        expires=last,
    )
    sys.stderr.write(
        f"Sleutel {made.key_id} is gemaakt. Bewaar hem nu: hij wordt maar één keer getoond.\n"
        f"Intrekken kan met `bronwijzer keys revoke {made.key_id}`.\n"
    )
    sys.stdout.write(secret + "\n")
    return 0


def show(keys: KeyFile, *, as_json: bool) -> int:
    """Print what is known of every key: never the key itself."""
    found = keys.all()
    if as_json:
        shown = [
            {
                "keyId": key.key_id,
                "name": key.name,
                "scope": key.scope,
                "groups": None if key.groups is None else list(key.groups),
                "created": key.created,
                "expires": key.expires,
                "revoked": key.revoked,
            }
            for key in found
        ]
        sys.stdout.write(json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
        return 0
    for key in found:
        sys.stdout.write(printable(_line(key)) + "\n")
    if not found:
        sys.stderr.write("Er zijn nog geen sleutels. Maak er een met `bronwijzer keys create`.\n")
    return 0


def revoke(keys: KeyFile, key_id: str) -> int:
    """End a key."""
    if keys.revoke(key_id) is None:
        raise click.UsageError(f"Er is geen sleutel {key_id}. Zie `bronwijzer keys list`.")
    sys.stderr.write(f"Sleutel {key_id} werkt niet meer.\n")
    return 0


def _line(key: Key) -> str:
    today = datetime.now(UTC).date()
    groups = "alle groepen" if key.groups is None else ", ".join(key.groups) or "alleen wat iedereen mag lezen"
    state = "ingetrokken" if key.revoked else "geldig" if key.is_valid(today) else "verlopen"
    until = f" tot en met {key.expires}" if key.expires else ""
    return f"{key.key_id}  {key.scope:5}  {state}{until}  {groups}  {key.name}".rstrip()
