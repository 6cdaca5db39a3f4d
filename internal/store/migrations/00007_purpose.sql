-- +goose Up
ALTER TABLE sends ADD COLUMN purpose TEXT NOT NULL DEFAULT '';
