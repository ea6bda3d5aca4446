from contacts.imports import keeping


def expire_import_files() -> int:
    return keeping.expire()
