"""From a query to hits with citations.

onnxruntime tells Microsoft, and OpenVINO Google, of every process that loads them, unless they are told not to before
that. Here, for both are loaded in this package only.
"""

import os
import sys

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
# OpenVINO knows no setting for it, but does without the package that sends.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]  # what makes importing it fail
