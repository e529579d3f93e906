"""One folder an integration, found by its manifest."""
