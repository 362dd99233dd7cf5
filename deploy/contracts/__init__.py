"""The published language as documents: AsyncAPI 3.0 and JSON Schema, made from the registry."""

from deploy.contracts.export import asyncapi, schemas

__all__ = ["asyncapi", "schemas"]
