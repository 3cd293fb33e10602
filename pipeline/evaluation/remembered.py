"""A model that is asked nothing twice, for fitting: its replies are kept in a file of JSON lines."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from pipeline.llm.model import Model, Reply, Request


class Remembered:
    """`model`, with its replies kept in `path`, or only for this process. The file may be deleted."""

    def __init__(self, model: Model, path: Path | None = None) -> None:
        self._model = model
        self._path = path
        self._replies: dict[str, Reply] = {}
        if path is not None and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                kept = json.loads(line)
                self._replies[kept["key"]] = Reply.model_validate(kept["reply"])

    @property
    def name(self) -> str:
        """The name of the model that is asked."""
        return self._model.name

    async def complete(self, request: Request) -> Reply:
        """The reply that was kept, or else the model's."""
        key = key_of(request)
        if key not in self._replies:
            self._replies[key] = await self._model.complete(request)
            self._keep(key)
        return self._replies[key]

    def _keep(self, key: str) -> None:
        if self._path is None:
            return
        with self._path.open("a", encoding="utf-8") as file:
            reply = self._replies[key].model_dump(mode="json")
            file.write(json.dumps({"key": key, "reply": reply}, ensure_ascii=False) + "\n")


def key_of(request: Request) -> str:
    """What tells one request from another."""
    return hashlib.sha256(request.model_dump_json().encode("utf-8", "surrogatepass")).hexdigest()
