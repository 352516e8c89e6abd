-- Machines, carriers, third parties and handovers (Articles 22 to 24), and key applications.

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
