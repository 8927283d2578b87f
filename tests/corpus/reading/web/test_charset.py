"""The text in bytes whose encoding is stated wrongly, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.reading.web.charset import decode_declared


@pytest.mark.parametrize(
    ("raw", "declared", "text"),
    [
        ("één café".encode(), None, "één café"),
        ("één café".encode(), "windows-1252", "één café"),
        ("één – café".encode("cp1252"), None, "één – café"),
        ("één – café".encode("cp1252"), "ISO-8859-1", "één – café"),
        ("één – café".encode("cp1252"), "utf-8", "één – café"),
        ("één € café".encode("iso-8859-15"), '"iso-8859-15"', "één € café"),
        ("één café".encode("cp1252"), "bestaat-niet", "één café"),
        ("één café".encode("utf-8-sig"), "windows-1252", "één café"),
        ("één café".encode("utf-16"), None, "één café"),
        ("één café".encode("utf-16-be"), "utf-16-be", "één café"),
        (b"\xfe\xff" + "één".encode("utf-16-be"), None, "één"),
        (b"soep", "utf-16", "soep"),
        ("één café".encode()[:-1], None, "één caf\ufffd"),
        (b"a\x00b\x1fc\r\nd\re\tf", None, "abc\nd\ne\tf"),
        (b"", None, ""),
    ],
)
def test_bytes_are_believed_before_what_is_declared(raw: bytes, declared: str | None, text: str) -> None:
    assert decode_declared(raw, declared) == text


@given(st.binary(max_size=200), st.sampled_from([None, "utf-8", "utf-16", "iso-8859-1", "idna", "punycode", "zip", ""]))
def test_any_bytes_are_text_in_any_encoding(raw: bytes, declared: str | None) -> None:
    text = decode_declared(raw, declared)
    assert "\x00" not in text
    assert "\r" not in text
