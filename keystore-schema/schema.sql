-- Golden: what the migrations make, as sqlite_schema holds it. A test compares; change a migration, never this alone.

CREATE TABLE log_entry (
    seq INTEGER PRIMARY KEY,
    entry BLOB NOT NULL,
    leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32)
) STRICT;

CREATE TRIGGER log_entry_insert BEFORE INSERT ON log_entry
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM log_entry)
BEGIN SELECT RAISE(ABORT, 'the log grows only at its end'); END;

CREATE TRIGGER log_entry_update BEFORE UPDATE ON log_entry
BEGIN SELECT RAISE(ABORT, 'a log entry never changes'); END;

CREATE TRIGGER log_entry_delete BEFORE DELETE ON log_entry
BEGIN SELECT RAISE(ABORT, 'a log entry is never deleted'); END;

CREATE TABLE checkpoint (
    size INTEGER PRIMARY KEY,
    note TEXT NOT NULL
) STRICT;

CREATE TRIGGER checkpoint_insert BEFORE INSERT ON checkpoint
WHEN NEW.size IS NOT (SELECT max(seq) FROM log_entry) OR NEW.size <= (SELECT max(size) FROM checkpoint)
BEGIN SELECT RAISE(ABORT, 'a checkpoint covers the whole log, once'); END;

CREATE TRIGGER checkpoint_update BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'a checkpoint never changes'); END;

CREATE TRIGGER checkpoint_delete BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'a checkpoint is never deleted'); END;

CREATE TABLE attachment (
    digest TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

CREATE TRIGGER attachment_insert BEFORE INSERT ON attachment
WHEN EXISTS (SELECT 1 FROM attachment WHERE digest = NEW.digest)
BEGIN SELECT RAISE(ABORT, 'an attachment is stored once'); END;

CREATE TRIGGER attachment_update BEFORE UPDATE ON attachment
BEGIN SELECT RAISE(ABORT, 'an attachment never changes'); END;

CREATE TABLE keystore (
    keystore TEXT NOT NULL PRIMARY KEY,
    level TEXT NOT NULL,
    region TEXT NOT NULL,
    suite INTEGER NOT NULL,
    rehearsal INTEGER NOT NULL,
    k INTEGER NOT NULL,
    identity_key TEXT NOT NULL,
    identity TEXT NOT NULL,
    log_key TEXT NOT NULL,
    catalogue TEXT NOT NULL,
    regional_catalogue TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE officer (
    officer TEXT NOT NULL PRIMARY KEY,
    public_key TEXT NOT NULL,
    share_index INTEGER NOT NULL,
    person TEXT NOT NULL,
    envelope TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE key (
    key_id TEXT NOT NULL PRIMARY KEY,
    level TEXT NOT NULL,
    region TEXT NOT NULL,
    owner TEXT NOT NULL,
    origin TEXT NOT NULL,
    kind TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    version INTEGER NOT NULL,
    scheme TEXT NOT NULL,
    levels_left INTEGER NOT NULL,
    parent TEXT,
    parent_kcv TEXT,
    context TEXT NOT NULL,
    kcv TEXT NOT NULL,
    blob TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    since TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE peer (
    region TEXT NOT NULL PRIMARY KEY,
    level TEXT NOT NULL,
    keystore TEXT NOT NULL,
    identity_key TEXT NOT NULL,
    log_key TEXT NOT NULL,
    k INTEGER NOT NULL,
    officers TEXT NOT NULL,
    rehearsal INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    replaces TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE transport (
    transport_id TEXT NOT NULL PRIMARY KEY,
    direction TEXT NOT NULL,
    peer_level TEXT NOT NULL,
    peer_region TEXT NOT NULL,
    peer_keystore TEXT NOT NULL,
    kcv TEXT NOT NULL,
    components TEXT NOT NULL,
    blob TEXT NOT NULL,
    written INTEGER NOT NULL,
    package TEXT,
    destroyed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE package (
    package_id TEXT NOT NULL PRIMARY KEY,
    counter INTEGER NOT NULL,
    to_level TEXT NOT NULL,
    to_region TEXT NOT NULL,
    to_keystore TEXT NOT NULL,
    transport_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    checkpoint_size INTEGER NOT NULL,
    contents TEXT NOT NULL,
    replaces TEXT,
    state TEXT NOT NULL,
    receipt TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE package_key (
    package_id TEXT NOT NULL,
    position INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    parent TEXT NOT NULL,
    kind TEXT NOT NULL,
    algorithm TEXT NOT NULL,
    version INTEGER NOT NULL,
    kcv TEXT NOT NULL,
    context TEXT NOT NULL,
    PRIMARY KEY (package_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE import (
    package_id TEXT NOT NULL PRIMARY KEY,
    digest TEXT NOT NULL,
    from_level TEXT NOT NULL,
    from_region TEXT NOT NULL,
    from_keystore TEXT NOT NULL,
    counter INTEGER NOT NULL,
    keys TEXT NOT NULL,
    receipt TEXT,
    checkpoint_size INTEGER,
    receipt_written INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE witnessed (
    origin TEXT NOT NULL,
    size INTEGER NOT NULL,
    checkpoint TEXT NOT NULL,
    cosigned TEXT,
    PRIMARY KEY (origin, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE cosignature (
    origin TEXT NOT NULL,
    size INTEGER NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (origin, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE cards (
    seq INTEGER NOT NULL PRIMARY KEY,
    key_id TEXT NOT NULL,
    count INTEGER NOT NULL,
    manifest TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE attachment_register (
    digest TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL,
    erased INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE machine (
    serial TEXT NOT NULL PRIMARY KEY,
    maker TEXT NOT NULL,
    model TEXT NOT NULL,
    location TEXT NOT NULL,
    certificate TEXT,
    valid_from TEXT,
    valid_until TEXT,
    report TEXT,
    assessed_on TEXT,
    retired INTEGER NOT NULL,
    served TEXT NOT NULL,
    loaded TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE carrier_lot (
    lot TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    prefix TEXT NOT NULL,
    digits INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    notice TEXT NOT NULL,
    size INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE carrier (
    serial TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    lot TEXT NOT NULL,
    seal TEXT,
    seal_broken INTEGER NOT NULL,
    place TEXT NOT NULL,
    custodian TEXT NOT NULL,
    whereabouts TEXT NOT NULL,
    since TEXT,
    holder TEXT,
    purpose TEXT,
    reserved TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE carrier_key (
    serial TEXT NOT NULL,
    position INTEGER NOT NULL,
    key_id TEXT NOT NULL,
    kcv TEXT NOT NULL,
    levels_left INTEGER NOT NULL,
    PRIMARY KEY (serial, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE representative (
    person TEXT NOT NULL PRIMARY KEY,
    organisation TEXT NOT NULL,
    details TEXT NOT NULL,
    erased_on TEXT,
    public_key TEXT,
    withdrawn_on TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE agreement (
    agreement TEXT NOT NULL PRIMARY KEY,
    organisation TEXT NOT NULL,
    document TEXT NOT NULL,
    size INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT NOT NULL,
    signed_here TEXT,
    signed_there TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE plan_review (
    review TEXT NOT NULL PRIMARY KEY,
    organisation TEXT NOT NULL,
    plan TEXT NOT NULL,
    size INTEGER NOT NULL,
    passed INTEGER NOT NULL,
    reviewer TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE handover (
    handover TEXT NOT NULL PRIMARY KEY,
    organisation TEXT NOT NULL,
    purpose TEXT NOT NULL,
    due TEXT NOT NULL,
    continues TEXT,
    agreement TEXT,
    review TEXT,
    deliverer TEXT,
    receiver TEXT,
    supervisor TEXT,
    stage TEXT NOT NULL,
    approved_on TEXT,
    handed_over_on TEXT,
    visits TEXT NOT NULL,
    closed_on TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE handover_item (
    handover TEXT NOT NULL,
    serial TEXT NOT NULL,
    outcome TEXT NOT NULL,
    day TEXT,
    seal TEXT,
    moved_to TEXT,
    PRIMARY KEY (handover, serial)
) STRICT, WITHOUT ROWID;

CREATE TABLE incident (
    number INTEGER NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    serial TEXT NOT NULL,
    kind TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE application (
    application TEXT NOT NULL PRIMARY KEY,
    keys TEXT NOT NULL,
    machine TEXT NOT NULL,
    courier TEXT NOT NULL,
    erased_on TEXT,
    stage TEXT NOT NULL,
    day TEXT,
    digest TEXT,
    package TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE received_application (
    region TEXT NOT NULL,
    application TEXT NOT NULL,
    digest TEXT NOT NULL,
    keys TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    decision TEXT NOT NULL,
    reason TEXT,
    machine TEXT,
    maker TEXT,
    model TEXT,
    certificate TEXT,
    valid_from TEXT,
    valid_until TEXT,
    report TEXT,
    assessed_on TEXT,
    courier TEXT,
    erased_on TEXT,
    package TEXT,
    PRIMARY KEY (region, application)
) STRICT, WITHOUT ROWID;
