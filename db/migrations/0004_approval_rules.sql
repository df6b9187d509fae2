-- Rules of an approval.
SELECT 1;
