-- +goose Up
CREATE TABLE courses (
    lms          TEXT    NOT NULL,
    id           TEXT    NOT NULL,
    code         TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    number       TEXT    NOT NULL,
    state        TEXT    NOT NULL,
    state_before TEXT    NOT NULL,
    listed       BOOLEAN NOT NULL,
    first_seen   BIGINT,
    last_seen    BIGINT,
    PRIMARY KEY (lms, id)
);

CREATE TABLE course_states (
    seq        INTEGER PRIMARY KEY,
    lms        TEXT NOT NULL,
    course     TEXT NOT NULL,
    at         BIGINT,
    state_from TEXT NOT NULL,
    state_to   TEXT NOT NULL,
    who        TEXT NOT NULL,
    why        TEXT NOT NULL
);
CREATE INDEX course_states_of_course ON course_states (lms, course, seq);

-- the row of course '' is about the list of courses
CREATE TABLE pulls (
    lms           TEXT   NOT NULL,
    course        TEXT   NOT NULL,
    tried         BIGINT,
    succeeded     BIGINT,
    whole         BIGINT,
    asked         BIGINT,
    failures      BIGINT NOT NULL,
    failing_since BIGINT,
    class         TEXT   NOT NULL,
    reason        TEXT   NOT NULL,
    not_before    BIGINT,
    sources       TEXT   NOT NULL DEFAULT '',
    PRIMARY KEY (lms, course)
);

-- snapshot is a saved book with no moment and no sources in it; pulls.asked is when it
-- was asked for, pulls.sources which call told what
CREATE TABLE books (
    lms      TEXT NOT NULL,
    course   TEXT NOT NULL,
    hash     TEXT NOT NULL,
    saved_by TEXT NOT NULL,
    snapshot BYTEA NOT NULL,
    PRIMARY KEY (lms, course)
);

CREATE TABLE activities (
    lms      TEXT   NOT NULL,
    course   TEXT   NOT NULL,
    id       TEXT   NOT NULL,
    title    TEXT   NOT NULL,
    kind     TEXT   NOT NULL,
    max      DOUBLE PRECISION,
    visible  BOOLEAN,
    hidden   BOOLEAN,
    position BIGINT NOT NULL,
    gone     BIGINT,
    PRIMARY KEY (lms, course, id)
);

-- name, email and login are empty unless personal data may be kept; results is a
-- JSON list, one object for each activity
CREATE TABLE enrolments (
    lms        TEXT NOT NULL,
    course     TEXT NOT NULL,
    learner    TEXT NOT NULL,
    sis_id     TEXT NOT NULL,
    name       TEXT NOT NULL,
    email      TEXT NOT NULL,
    login      TEXT NOT NULL,
    role       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    state      TEXT,
    in_roster  BOOLEAN,
    listed     BOOLEAN,
    graded     BIGINT,
    counted    BIGINT,
    complete   DOUBLE PRECISION,
    score      DOUBLE PRECISION,
    max        DOUBLE PRECISION,
    percent    DOUBLE PRECISION,
    letter     TEXT,
    first_seen BIGINT,
    gone       BIGINT,
    results    TEXT NOT NULL,
    PRIMARY KEY (lms, course, learner)
);

CREATE TABLE changes (
    seq      INTEGER PRIMARY KEY,
    lms      TEXT NOT NULL,
    course   TEXT NOT NULL,
    seen     BIGINT,
    kind     TEXT NOT NULL,
    learner  TEXT NOT NULL,
    activity TEXT NOT NULL,
    field    TEXT NOT NULL,
    was      TEXT,
    became   TEXT
);
CREATE INDEX changes_of_course ON changes (lms, course, seen);
