"""Settings from the environment, all with the prefix ``BRONWIJZER_``."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from platformdirs import user_cache_path
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from search.engines.address import EngineAddress, read_place

PREFIX = "BRONWIJZER_"


def _rate(value: str) -> str:
    from api.rates import is_rate

    if value and not is_rate(value):
        raise ValueError("no rate")
    return value


class Settings(BaseModel):
    """What a deployment may choose. A command's own option goes before the setting of the same name."""

    # An unknown setting is a typing error, and would otherwise be one that nobody notices.
    model_config = ConfigDict(frozen=True, extra="forbid")

    index: Annotated[Path | EngineAddress, BeforeValidator(read_place)] | None = Field(
        default=None, description="Directory of the index, or its address in Milvus: milvus://host:port/name."
    )
    milvus_token: str = Field(
        default="", pattern=r"^[\x21-\x7e]*$", repr=False, description="Account there: user:password, or a key."
    )
    milvus_tls: bool = Field(default=False, description="Speak with Milvus over TLS.")
    milvus_replicas: int = Field(
        default=1, ge=1, le=64, description="Query nodes there that each hold all passages, of an index made anew."
    )
    jobs: str = Field(
        default="",
        # A sign that is not written as % would let part of a password pass for the name of a server.
        pattern=r"^(?:postgres(?:ql)?://(?:[^\s:/?#@]*(?::[^\s:/?#@]*)?@)?[^\s/?#@]*(?:/[^\s/?#@]*)?(?:\?[^\s#@]*)?)?$",
        repr=False,
        description="Address in PostgreSQL where servers on one Milvus share their jobs; empty: each has its own.",
    )
    cache: Path = Field(
        default_factory=lambda: user_cache_path("bronwijzer", appauthor=False), description="Directory for the model."
    )
    thesaurus: str = Field(
        default="", description="File with a thesaurus in Turtle in the place of the own one; geen: without."
    )
    host: str = Field(default="127.0.0.1", description="Address that the server listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port that the server listens on.")
    workers: int = Field(default=1, ge=1, le=64, description="Number of server processes.")
    allow_anonymous: bool = Field(default=False, description="Listen on other addresses than loopback without keys.")
    keys: Path | None = Field(default=None, description="File with the keys; without it, beside the index.")
    oidc_issuer: str = Field(
        default="", pattern=r"^(?:https?://[^\s@?#]+)?$", description="Address of the OpenID Connect issuer of tokens."
    )
    oidc_audience: str = Field(default="", description="What its tokens must be meant for: the name of this service.")
    oidc_groups_claim: str = Field(default="groups", min_length=1, description="Where its tokens name groups.")
    oidc_scope_claim: str = Field(default="scope", min_length=1, description="Where its tokens name rights.")
    oidc_scopes: str = Field(
        default="bronwijzer.read=read bronwijzer.write=write bronwijzer.admin=admin",
        pattern=r"^\s*\S+=(?:read|write|admin)(?:\s+\S+=(?:read|write|admin))*\s*$",
        description="Which right each of them is here; *=read: every token may read.",
    )
    allow_private: bool = Field(default=False, description="Fetch from addresses in the own network too.")
    contact: str = Field(
        default="", pattern=r"^[\x20-\x7e]*$", max_length=200, description="Told to the sites that are fetched from."
    )
    contact_name: str = Field(default="", max_length=200, description="Who answers questions about this service.")
    contact_email: str = Field(default="", pattern=r"^(?:[^\s@]+@[^\s@]+)?$", description="Their e-mail address.")
    contact_url: str = Field(default="", pattern=r"^(?:https?://\S+)?$", description="Their page.")
    max_upload: int = Field(
        default=50_000_000, ge=1, le=1_000_000_000, description="Bytes of a document, or a list of them, that is sent."
    )
    max_jobs: int = Field(default=100, ge=1, le=10_000, description="Jobs that may wait; the next is refused.")
    answer_threshold: float | None = Field(
        default=None, ge=0, le=1, description="Probability from which an answer is given; lower answers more often."
    )
    generator_url: str = Field(
        default="",
        pattern=r"^(?:https?://[^\s@?#]+)?$",
        description="Chat address that words answers; without it none does.",
    )
    generator_key: str = Field(default="", pattern=r"^[\x21-\x7e]*$", repr=False, description="Its key.")
    generator_model: str = Field(default="", description="Name of the model there.")
    generator_timeout: float = Field(default=20, gt=0, le=300, description="Seconds that it may take.")
    generator_max_tokens: int = Field(default=400, ge=1, le=10_000, description="Tokens that it may write.")
    origins: str = Field(
        default="",
        pattern=r"^(?:https?://[^\s/,]+(?:,https?://[^\s/,]+)*)?$",
        description="Sites, separated by commas, whose pages may ask from a browser.",
    )
    rate: Annotated[str, AfterValidator(_rate)] = Field(
        default="1200/minute", description="Calls that each key, user or address may make; empty: no limit."
    )
    concurrency: int = Field(default=4, ge=1, le=1000, description="Requests that a process works on at once.")
    queue: int = Field(default=200, ge=0, le=100_000, description="Requests that may wait; more get a 503.")
    timeout: float = Field(default=30, gt=0, le=3600, description="Seconds that a request may take.")
    theme: Path | None = Field(
        default=None, description="Style sheet of an organisation, which pages carry after their own."
    )
    traces: bool = Field(default=False, description="Send traces, to where OpenTelemetry's own variables say.")
    log_format: Literal["text", "json"] = Field(default="text", description="How the log is written.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="warning", description="What is logged.")

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """The sites whose pages may ask from a browser."""
        return tuple(filter(None, self.origins.split(",")))

    @property
    def api_contact(self) -> Mapping[str, str] | None:
        """Whom to ask about the service, as far as that is told; None when it is not."""
        contact = {"name": self.contact_name, "email": self.contact_email, "url": self.contact_url}
        return {part: value for part, value in contact.items() if value} or None

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Self:
        """Return the settings that an environment holds; an empty variable is one that is not set.

        Raises:
            pydantic.ValidationError: If one is unknown or has no valid value.
        """
        own = {name: value for name, value in environment.items() if name.startswith(PREFIX) and value}
        return cls.model_validate({name.removeprefix(PREFIX).lower(): value for name, value in own.items()})

    def environment(self) -> dict[str, str]:
        """Return the variables that ``read`` makes these settings of."""
        return {f"{PREFIX}{name.upper()}": str(value) for name, value in self if value is not None}
