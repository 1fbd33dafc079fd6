-- What this node owns, as the database has it: the node compares, and lets go of what it lost or should cancel.
-- $1 this node.
select id, token, cancel_requested_at is not null as cancel_requested from job where node_id = $1::uuid
