"""A report as a file: CSV, XLSX, PDF, JSON, or all tables in a ZIP. Each gives bytes piece by piece."""
