-- A request may take several calls at Figma: pages, parts, tries.

ALTER TABLE journal ADD COLUMN figma_calls BIGINT NOT NULL DEFAULT 0;
