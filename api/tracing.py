"""Traces for OpenTelemetry: when each request came, and what in it took time. Needs the extra ``traces``.

FastAPI makes the spans. OpenTelemetry's own variables say where they go and how many: ``OTEL_EXPORTER_OTLP_ENDPOINT``,
``OTEL_TRACES_SAMPLER``, ``OTEL_SERVICE_NAME`` and so on.
"""

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

_QUERY = "url.query"


def tracer() -> TracerProvider:
    """Return what takes spans and sends them on in the background, without the words that people search."""
    provider = TracerProvider(
        resource=Resource({"service.name": "bronwijzer"}).merge(OTELResourceDetector().detect()),
        shutdown_on_exit=False,  # the app does that
    )
    provider.add_span_processor(_Wordless())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


class _Wordless(SpanProcessor):
    """Takes out what came after the question mark of an address."""

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Blank it before anybody sees it: an attribute cannot be taken away."""
        if span.attributes and _QUERY in span.attributes:
            span.set_attribute(_QUERY, "")
