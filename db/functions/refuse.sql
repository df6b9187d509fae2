-- Refuses with the contract's code as the message, under an error class of its own (lib/ledger/refusal.ts).
CREATE OR REPLACE FUNCTION refuse(p_code text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', p_code USING ERRCODE = 'BK001';
END $$;

REVOKE ALL ON FUNCTION refuse FROM PUBLIC;
