-- +goose Up
CREATE TABLE sends (
    seq           INTEGER PRIMARY KEY,
    send          TEXT   NOT NULL,
    run           TEXT   NOT NULL,
    kind          TEXT   NOT NULL,
    at            BIGINT NOT NULL,
    lms           TEXT   NOT NULL,
    course        TEXT   NOT NULL,
    learner       TEXT   NOT NULL,
    activity      TEXT   NOT NULL,
    account       TEXT   NOT NULL,
    tool_activity TEXT   NOT NULL,
    route         TEXT   NOT NULL,
    target        TEXT   NOT NULL,
    cell          TEXT   NOT NULL,
    lti_user      TEXT   NOT NULL,
    score         DOUBLE PRECISION,
    max           DOUBLE PRECISION,
    old           DOUBLE PRECISION,
    stamp         BIGINT,
    status        BIGINT,
    code          TEXT   NOT NULL,
    message       TEXT   NOT NULL,
    outcome       TEXT   NOT NULL,
    UNIQUE (send, kind)
);
CREATE INDEX sends_of_course ON sends (lms, course, seq);
