"""What a query answers: a model whose fields say themselves what they hold, to integrators too."""

from pydantic import BaseModel, ConfigDict


class View(BaseModel):
    """An answer as a person reads it. The text under a field is its description in OpenAPI."""

    model_config = ConfigDict(use_attribute_docstrings=True)
