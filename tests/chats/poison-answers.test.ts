import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startFinishingAnswers } from '@/lib/ai/finish-answers'
import { log } from '@/lib/platform/log'
import { beginShutdown } from '@/lib/platform/shutdown'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'

let bank: SeededBank
beforeAll(async () => {
  log.level = 'silent'
  bank = await openSeededBank()
  // An answer of a chat called "poison" can never be finished, whoever tries.
  await bank.sql.unsafe(`CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF EXISTS (SELECT FROM chats WHERE id = NEW.chat_id AND title = 'poison') THEN RAISE 'poison'; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER refuse_poison BEFORE UPDATE ON answers FOR EACH ROW EXECUTE FUNCTION refuse_poison()`)
  startFinishingAnswers()
})
afterAll(async () => {
  beginShutdown()
  await bank.close()
})

/** An answer in a new chat, dead for so long. */
async function deadAnswer(title: string, seconds: number): Promise<string> {
  const [chat, answer] = [uuidv7(), uuidv7()]
  await bank.sql`INSERT INTO chats (id, customer_id, title) VALUES (${chat}, ${bank.alice.id}, ${title})`
  await bank.sql`
    INSERT INTO answers (id, chat_id, alive_until) VALUES (${answer}, ${chat}, now() - make_interval(secs => ${seconds}))`
  return answer
}

const finished = (id: string) => bank.sql`SELECT FROM answers WHERE id = ${id} AND finished_at IS NOT NULL`

// 25 are more than one look takes.
test.each([1, 25])('%s answers that can never be finished keep no other waiting', async (poisoned) => {
  for (let n = 0; n < poisoned; n++) await deadAnswer('poison', 1_000 - n)
  const sound = await deadAnswer('sound', 1)
  await vi.waitUntil(async () => (await finished(sound)).length === 1, { timeout: 20_000, interval: 50 })
  const left = await bank.sql`
    SELECT FROM answers a JOIN chats c ON c.id = a.chat_id WHERE c.title = 'poison' AND a.finished_at IS NULL`
  expect(left.length).toBeGreaterThanOrEqual(poisoned)
})
