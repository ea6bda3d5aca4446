from contacts.exports import expiring


def expire_exports() -> int:
    return expiring.expire()


def sweep_export_files() -> int:
    return expiring.sweep_strays()
