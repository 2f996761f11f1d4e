"""The HTTP interface described: as OpenAPI, and as a page to read. Made from the operations."""

from html import escape
from importlib.metadata import version
from typing import Any

from qa.doors.operations import BY_NAME, OPERATIONS, Operation
from qa.doors.parameters import Parameter, schema_of

Json = dict[str, Any]

_ERROR = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}
_ERRORS = {
    "400": "An argument cannot be used",
    "401": "The token is missing or wrong",
    "403": "Called by another name, or by a page of another site",
    "413": "The body is too large",
    "503": "Too many questions at once, or the index cannot be used",
    "504": "It took too long",
}
_OTHERS = {
    "/v1/models": ("get", "The models, of which there is one: qa"),
    "/v1/chat/completions": ("post", "As OpenAI's; the answer is Markdown with footnotes"),
    "/healthz": ("get", "Whether questions can be answered; needs no token"),
}


def description() -> Json:
    """The OpenAPI object."""
    paths: Json = {
        f"/{each.name}": {"get": _query(each), "post": _posted(each)}
        for each in OPERATIONS
        if each.name != "read"
    }
    paths["/documents/{source}"] = {"get": _query(BY_NAME["read"], in_path="source")}
    for path, (method, summary) in _OTHERS.items():
        paths[path] = {method: {"summary": summary, "responses": {"200": {"description": "OK"}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "qa", "version": version("qa"), "description": "Ask these documents."},
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{}, {"token": []}],
        "paths": paths,
    }


def page() -> str:
    """The same for a person, without scripts or anything from elsewhere."""
    lines = [
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>qa</title>',
        "<h1>qa</h1>",
    ]
    lines.append('<p>For programs: <a href="/openapi.json">openapi.json</a></p>')
    for path, methods in description()["paths"].items():
        names = ", ".join(name.upper() for name in methods)
        first = next(iter(methods.values()))
        lines.append(f"<h2>{names} {escape(path)}</h2><p>{escape(first['summary'])}</p>")
        lines.append(f"<p>{escape(first.get('description', ''))}</p><dl>")
        for each in first.get("parameters", ()):
            lines.append(f"<dt>{escape(each['name'])}</dt><dd>{escape(each['description'])}</dd>")
        lines.append("</dl>")
    return "\n".join(lines)


def _query(operation: Operation, in_path: str = "") -> Json:
    parameters = [_parameter(each, in_path) for each in operation.parameters]
    return {**_common(operation), "parameters": parameters}


def _posted(operation: Operation) -> Json:
    body = {"application/json": {"schema": schema_of(operation.parameters)}}
    return {**_common(operation), "requestBody": {"required": True, "content": body}}


def _parameter(parameter: Parameter, in_path: str) -> Json:
    return {
        "name": parameter.name,
        "in": "path" if parameter.name == in_path else "query",
        "required": parameter.required,
        "description": parameter.description,
        "schema": {k: v for k, v in parameter.schema.items() if k != "description"},
    }


def _common(operation: Operation) -> Json:
    given = {"type": "object", "required": list(operation.fields)}
    content: Json = {"application/json": {"schema": given}}
    if operation.name in ("ask", "chat"):
        content["text/event-stream"] = {"schema": {"type": "string"}}
    failed = {"application/json": {"schema": _ERROR}}
    responses: Json = {
        status: {"description": words, "content": failed} for status, words in _ERRORS.items()
    }
    responses["200"] = {"description": operation.title, "content": content}
    return {
        "summary": operation.title,
        "description": operation.description,
        "responses": responses,
    }
