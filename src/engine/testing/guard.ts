/**
 * A trigger on the job table that refuses what no job may ever do, whoever does it: an illegal move, a closed job that
 * comes alive again, a token that shrinks. It judges every row of every statement of a test, on all nodes.
 */
import type pg from 'pg'
import { moves } from './moves.ts'

const state = (row: string) => `coalesce(${row}.phase, ${row}.status)`
const closed = (row: string) => `${row}.status in ('completed', 'failed', 'cancelled')`
const legal = moves
  .filter((move) => move.from !== 'nothing')
  .map((move) => `('${move.from}', '${move.to}')`)
  .join(', ')

const sql = `
create function guard_job() returns trigger language plpgsql as $$
begin
  if ${closed('old')} then
    -- a closed parent still counts the children that were left
    if old.policy is null and (to_jsonb(new) - 'progress') is distinct from (to_jsonb(old) - 'progress') or new.status <> old.status then
      raise exception 'guard: closed job % changed: % -> %', old.id, to_jsonb(old), to_jsonb(new);
    end if;
    return new;
  end if;
  if ${state('old')} <> ${state('new')} and (${state('old')}, ${state('new')}) not in (${legal}) then
    raise exception 'guard: illegal move of %: % -> %', old.id, ${state('old')}, ${state('new')};
  end if;
  if new.token < old.token or new.attempts < old.attempts or new.wake_seq < old.wake_seq then
    raise exception 'guard: job % went backwards: % -> %', old.id, to_jsonb(old), to_jsonb(new);
  end if;
  if new.attempts > old.attempts and new.token = old.token then
    raise exception 'guard: job % got a new attempt under the old token', old.id;
  end if;
  if new.attempts = old.attempts and new.progress < old.progress then
    raise exception 'guard: progress of job % went back within an attempt: % -> %', old.id, old.progress, new.progress;
  end if;
  return new;
end $$;
-- AFTER, for a BEFORE trigger would fetch the newest row first and so hide what an UPDATE does with the snapshot's
create trigger guard_job after update on job for each row execute function guard_job();

create function guard_attempt() returns trigger language plpgsql as $$
begin
  if old.posted_at is not null and new.posted_at is distinct from old.posted_at then
    raise exception 'guard: attempt % of % was armed twice', old.no, old.job_id;
  end if;
  if old.external_id is not null and new.external_id is distinct from old.external_id then
    raise exception 'guard: attempt % of % got another external id', old.no, old.job_id;
  end if;
  if old.ended_at is not null and new.outcome is distinct from old.outcome then
    raise exception 'guard: attempt % of % ended twice', old.no, old.job_id;
  end if;
  return new;
end $$;
create trigger guard_attempt after update on attempt for each row execute function guard_attempt();

create function guard_ledger() returns trigger language plpgsql as $$
begin
  raise exception 'guard: the ledger is append-only';
end $$;
create trigger guard_ledger after update or delete on ledger for each row execute function guard_ledger();
`

/** Puts the guard into one test's database. */
export async function installGuard(pool: pg.Pool): Promise<void> {
  await pool.query(sql)
}
