"""What clients send."""

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, FailFast
from pydantic_core import PydanticCustomError

MOST_NAMED = 10_000

T = TypeVar("T")


class Body(BaseModel):
    """An object of a body, and nothing that merely has attributes of its names.

    What is not known of it is ignored, since clients send what others know.
    """


def _few(value: Any) -> Any:
    if isinstance(value, dict) and len(value) > MOST_NAMED:
        raise PydanticCustomError(
            "too_many", f"Schema describes object of at most {MOST_NAMED} values"
        )
    return value


# Of a million that are wrong, the first is told.
Many = Annotated[list[T], FailFast()]
Named = Annotated[dict[str, T], BeforeValidator(_few)]
