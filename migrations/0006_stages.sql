-- The stage that an application is in: the short name of the later intake that it was asked into, and nothing in
-- the first. So that those who begin and those who count can be counted stage by stage without reading any.
ALTER TABLE application ADD COLUMN stage TEXT NOT NULL DEFAULT '';
