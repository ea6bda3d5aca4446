"""What clients send."""

from pydantic import BaseModel


class Body(BaseModel):
    """An object of a body, and nothing that merely has attributes of its names.

    What is not known of it is ignored, since clients send what others know.
    """
