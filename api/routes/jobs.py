"""How far a job is: ``/v1/jobs``."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Request

from api.access import require
from api.jobs_schemas import JobOut
from indexer.worker import Worker

router = APIRouter(prefix="/v1", tags=["jobs"], dependencies=[Depends(require("write"))])


async def _worker(request: Request) -> Worker:
    # async, for it waits for nothing: a plain function would cost every request a second change of thread.
    return cast(Worker, request.state.worker)


WorkerDep = Annotated[Worker, Depends(_worker)]
JobId = Annotated[
    str,
    Path(
        alias="jobId",
        min_length=1,
        max_length=64,
        description="Name of the job.",
        examples=["0123456789abcdef0123456789abcdef"],
    ),
]


@router.get("/jobs/{jobId}", summary="Zie hoe ver een opdracht is", responses={404: {}, 507: {}})
def get_job(job_id: JobId, worker: WorkerDep) -> JobOut:
    """Return a job with what became of each of its documents. The last thousand can be asked for."""
    return JobOut.of(worker.jobs.get(job_id))
