"""A small HTTP service with a health endpoint."""
