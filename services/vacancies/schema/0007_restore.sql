-- Where the fences of new vacancies begin: after a restore, above those that the lost time may have given.

ALTER TABLE numbering ADD COLUMN first_fence integer NOT NULL DEFAULT 0;
