/** The events' partitions: made days ahead, by migrate before the first event and by every node since; dropped in time. */
import type pg from 'pg'

type Queryable = Pick<pg.ClientBase, 'query'> | Pick<pg.Pool, 'query'>

const slotHours = 6

/**
 * Event partitions for the days ahead, without autovacuum: nothing in them ever changes, they are gone in days, and
 * sampling them whenever they had grown by a tenth cost much of a fast hour. Where the default partition holds rows of
 * a slot already, they stay there.
 */
export async function preparePartitions(database: Queryable): Promise<void> {
  const { rows } = await database.query<{ name: string; low: string; high: string }>(
    `select 'event_' || to_char(s at time zone 'UTC', 'YYYYMMDDHH24') as name, s::text as low, (s + interval '${slotHours} hours')::text as high
     from generate_series(
       date_bin('${slotHours} hours', now(), '2026-01-01 00:00+00'), now() + interval '2 days', interval '${slotHours} hours') s
     where to_regclass('event_' || to_char(s at time zone 'UTC', 'YYYYMMDDHH24')) is null`,
  )
  for (const { name, low, high } of rows) {
    try {
      await database.query(
        `set lock_timeout = '1s'; create table if not exists ${name} partition of event for values from ('${low}') to ('${high}') with (autovacuum_enabled = false); reset lock_timeout`,
      )
    } catch (error) {
      // another node made it, or the default partition has rows of that slot: the default keeps serving
      if (!['42P07', '23514', '55P03', '23505', '42P17'].includes((error as { code?: string }).code ?? '')) throw error
    }
  }
}

/** Drops partitions past their time, after moving the floor, so that an older cursor is told to reset. */
export async function dropPartitions(database: Queryable, keptMs: number): Promise<void> {
  const { rows } = await database.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = 'event'::regclass and c.relname ~ '^event_[0-9]{10}$'
       and to_timestamp(substr(c.relname, 7), 'YYYYMMDDHH24') + interval '${slotHours} hours' < now() - $1 * interval '1 millisecond'`,
    [keptMs],
  )
  for (const { name } of rows) {
    await database.query(
      `update incarnation set floor_xid = greatest(floor_xid, (select coalesce(max(xid), '0') from ${name}))`,
    )
    await database.query(`set lock_timeout = '1s'; drop table if exists ${name}; reset lock_timeout`)
  }
  // what the default caught, before there were partitions or while none could be made
  await database.query(
    `with gone as (delete from event_default where at < now() - $1 * interval '1 millisecond' returning xid)
     update incarnation set floor_xid = greatest(floor_xid, (select max(xid) from gone)) where exists (select from gone)`,
    [keptMs],
  )
}
