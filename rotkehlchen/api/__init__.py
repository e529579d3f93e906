"""The edge: routes, schemas, envelope, checks, OpenAPI."""
