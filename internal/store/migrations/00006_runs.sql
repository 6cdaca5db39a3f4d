-- +goose Up
CREATE TABLE runs (
    id        TEXT   PRIMARY KEY,
    what      TEXT   NOT NULL,
    holder    TEXT   NOT NULL,
    started   BIGINT NOT NULL,
    finished  BIGINT,
    summary   TEXT   NOT NULL,
    exit_code BIGINT
);
CREATE INDEX runs_by_start ON runs (started);
