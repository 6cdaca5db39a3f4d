-- +goose Up
-- an INTEGER PRIMARY KEY numbers itself
SELECT 1;
