-- The chain of audit events.
SELECT 1;
