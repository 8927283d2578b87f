"""What the server says when what it got is no HTTP at all, or has an address that no parser takes."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from api.errors import problem

_DETAIL = (
    "Dit is geen geldige HTTP-aanvraag, of het adres is te lang. "
    "Stuur een lange zoekvraag met POST naar /v1/search, in hoogstens 5000 tekens."
)


class ProblemProtocol(HttpToolsProtocol):
    """uvicorn's own protocol, with a problem document in the place of its line of plain text."""

    def send_400_response(self, msg: str) -> None:
        """Answer and hang up; ``msg`` is uvicorn's English line, which is in its log."""
        response = problem(400, _DETAIL, headers={"Connection": "close"})
        head = b"".join(name + b": " + value + b"\r\n" for name, value in response.raw_headers)
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\n" + head + b"\r\n" + bytes(response.body))
        self.transport.close()
