"""A contract for import-linter: a package that needs the standard library alone."""

from __future__ import annotations

import sys
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class StandardLibraryOnly(Contract):
    """`source` and what lies below it import the standard library and each other."""

    source = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002
        """List every import that leaves `source` for anything but Python itself."""
        source = str(self.source)
        own = {source, *graph.find_descendants(source)}
        foreign = sorted(
            (importer, imported)
            for importer in own
            for imported in graph.find_modules_directly_imported_by(importer) - own
            if imported.partition(".")[0] not in sys.stdlib_module_names
        )
        return ContractCheck(kept=not foreign, metadata={"foreign": foreign})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print one line for each import that should not be."""
        foreign: list[tuple[Any, Any]] = check.metadata["foreign"]
        for importer, imported in foreign:
            output.print_error(f"{importer} imports {imported}", bold=False)
            output.new_line()
