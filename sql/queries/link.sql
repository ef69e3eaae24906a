-- name: link_delete_expired :exec
DELETE FROM one_time_link WHERE expires_at < UTC_TIMESTAMP(6) LIMIT 1000;
