-- name: issuer_by_id :one
SELECT i.id, i.organisation_id, v.id, i.public_id, i.state, i.revision, v.number, v.name, v.url, v.email, v.description, v.telephone,
  COALESCE(v.logo_graphic_id, 0), i.created_at, i.updated_at
FROM issuer i JOIN issuer_version v ON v.id = i.version_id WHERE i.id = ?;

-- name: issuer_by_public_id :one
SELECT i.id, i.organisation_id, v.id, i.public_id, i.state, i.revision, v.number, v.name, v.url, v.email, v.description, v.telephone,
  COALESCE(v.logo_graphic_id, 0), i.created_at, i.updated_at
FROM issuer i JOIN issuer_version v ON v.id = i.version_id WHERE i.public_id = ?;

-- name: issuer_by_version :one
SELECT i.id, i.organisation_id, v.id, i.public_id, i.state, i.revision, v.number, v.name, v.url, v.email, v.description, v.telephone,
  COALESCE(v.logo_graphic_id, 0), i.created_at, i.updated_at
FROM issuer_version v JOIN issuer i ON i.id = v.issuer_id WHERE v.id = ?;
