"""Reading an attribute of an object, also where the object holds no value for it.

External fields are read from the object that a key points to, the friendly name is put together from its parts, a
stop-watch's figures come from the watch, a meta-enum from another attribute. How each is read is worked out once per
class and attribute, and kept as a function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_itop.datamodel.attributes import (
    Attribute,
    AttributeExternalField,
    AttributeFinalClass,
    AttributeFriendlyName,
    AttributeMetaEnum,
    AttributeObsolescenceFlag,
    AttributeSubItem,
    StopWatchValue,
    Threshold,
)
from fake_itop.datamodel.model import MetaClass
from fake_itop.store.store import Record, Store

Getter = Callable[[Record], Any]
ConditionCompiler = Callable[[MetaClass, str], Getter]
"""Makes a function out of a condition in OQL over an object of a class (given by the query language above)."""

_NO_THRESHOLD = Threshold()


class Reader:
    """Reads attributes of the objects of one store.

    ``compile_condition`` is needed only for classes with an obsolescence expression.
    """

    def __init__(self, store: Store, compile_condition: ConditionCompiler) -> None:
        self.store = store
        self._compile_condition = compile_condition
        self._getters: dict[tuple[str, str], Getter] = {}

    def read(self, record: Record, code: str) -> Any:
        """The value of any attribute (``id`` too), stored or not; ``None`` behind a key that is not set.

        Raises:
            KeyError: the object's class has no such attribute.
        """
        return self.getter(record.cls, code)(record)

    def friendlyname(self, record: Record) -> str:
        """How the object is called."""
        name: str = self.getter(record.cls, "friendlyname")(record)
        return name

    def getter(self, cls: MetaClass, code: str) -> Getter:
        """A function that reads attribute ``code`` of objects whose own class is ``cls``."""
        key = (cls.name, code)
        found = self._getters.get(key)
        if found is None:
            found = self._getters[key] = self._make(cls, code)
        return found

    def _make(self, cls: MetaClass, code: str) -> Getter:
        if code == "id":
            return lambda record: record.id
        attribute = cls.attributes[code]
        if attribute.stored:
            position = cls.columns[code]
            return lambda record: record.values[position]
        return self._make_computed(cls, attribute)

    def _make_computed(self, cls: MetaClass, attribute: Attribute) -> Getter:
        match attribute:
            case AttributeExternalField():
                return self._make_external(cls, attribute)
            case AttributeFriendlyName():
                return self._make_friendlyname(cls)
            case AttributeFinalClass():
                return lambda record: record.cls.name
            case AttributeObsolescenceFlag():
                condition = self._compile_condition(cls, cls.obsolescence_expression or "0")
                return lambda record: bool(condition(record))
            case AttributeSubItem():
                return self._make_sub_item(cls, attribute)
            case AttributeMetaEnum():
                return self._make_meta_enum(cls, attribute)
            case _:
                return lambda _record: None

    def _make_external(self, cls: MetaClass, attribute: AttributeExternalField) -> Getter:
        key = cls.keys[attribute.key]
        read_key, target, code, store = self.getter(cls, attribute.key), key.target, attribute.field, self.store

        def read(record: Record) -> Any:
            id_ = read_key(record)
            remote = store.get(target, id_) if id_ else None
            return None if remote is None else self.getter(remote.cls, code)(remote)

        return read

    def _make_friendlyname(self, cls: MetaClass) -> Getter:
        naming = cls.naming
        parts = [self.getter(cls, code) for code in naming.attributes]

        def text(value: Any) -> str:
            return "" if value is None else str(value)

        if naming.format == "%1$s":  # by far the most classes; replacing takes longer
            first = parts[0]
            return lambda record: text(first(record))
        return lambda record: naming.fill([text(part(record)) for part in parts])

    def _make_sub_item(self, cls: MetaClass, attribute: AttributeSubItem) -> Getter:
        read_watch = self.getter(cls, attribute.target)
        name, _, item = attribute.item.partition("_")
        if not name.isdigit():
            return lambda record: getattr(read_watch(record), attribute.item)
        percentage = int(name)

        def read(record: Record) -> Any:
            watch: StopWatchValue = read_watch(record)
            return getattr(watch.thresholds.get(percentage, _NO_THRESHOLD), item)

        return read

    def _make_meta_enum(self, cls: MetaClass, attribute: AttributeMetaEnum) -> Getter:
        for ancestor in cls.ancestors:
            mapping = attribute.mapping.get(ancestor.name)
            if mapping is not None and mapping.attribute in cls.attributes:
                read, values, default = self.getter(cls, mapping.attribute), mapping.values, attribute.default
                return lambda record: values.get(read(record), default)
        return lambda _record: attribute.default
