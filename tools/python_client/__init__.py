"""Makes the Python client of the REST API."""
