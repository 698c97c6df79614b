"""Stands in for the packages that Ray's dashboard imports and no job needs (its metrics, answers to pages of other origins), where
they cannot be installed: `.ci/ray` puts this into its own environment then.
"""

import importlib.abc
import importlib.machinery
import sys
import types

MISSING = ("opencensus", "aiohttp_cors", "opentelemetry.sdk", "opentelemetry.exporter", "opentelemetry.metrics", "opentelemetry.trace")


class AnyClass(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything


class Anything(metaclass=AnyClass):
    """Takes every call and has every attribute."""

    def __init__(self, *_, **__):
        pass

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()

    def __call__(self, *_, **__):
        return Anything()

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0


class Module(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (Anything,), {})


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if any(name == root or name.startswith(f"{root}.") for root in MISSING):
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec):
        module = Module(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module):
        pass


# behind all others: what is installed is used
sys.meta_path.append(Finder())
