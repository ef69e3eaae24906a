/* The mail to whoever confirmed a batch: it is done. payload_json: {"name"}; the batch is the one of the key "batch:<public id>". */
#include "base/id.h"
#include "core/batch.h"
#include "base/language.h"
#include "jobs/mail_parts.h"
#include <apr_strings.h>
#include <string.h>

bdg_err_t *bdg_mail_batch(bdg_mail_t *mail, const bdg_work_t *work, bdg_db_t *db, const bdg_outbox_t *row, apr_pool_t *pool)
{
    json_t *model = bdg_json_object(pool), *o = json_object(), *payload = NULL;
    const char *public_id = strncmp(row->job_key, "batch:", 6) ? "" : row->job_key + 6;
    int64_t id;
    bdg_batch_t *b;
    bdg_json_set(model, "batch", o);
    bdg_json_set(model, "page", bdg_json_str(bdg_json_str(json_object(), "product", "Badges"), "lang", bdg_language_now()->tag));
    bdg_err_t *e = bdg_batch_id(&id, db, public_id, row->organisation_id);
    if (e && e->code == BDG_E_NOT_FOUND)
        return bdg_err_wrap(e, BDG_E_GONE, "The batch is not there any more.");
    BDG_TRY(e);
    BDG_TRY(bdg_batch_by_id(&b, db, id, pool));
    if (row->payload_json)
        BDG_TRY(bdg_json_parse(&payload, row->payload_json, strlen(row->payload_json), 65536, pool));
    mail->to_name = bdg_json_get_str(payload, "name");
    bdg_json_str(o, "person", mail->to_name);
    bdg_json_str(o, "title", b->name);
    bdg_json_str(o, "issued", apr_psprintf(pool, "%d", b->issued_count));
    bdg_json_str(o, "rows", apr_psprintf(pool, "%d", b->row_count));
    bdg_json_bool(o, "left_out", b->issued_count < b->row_count);
    bdg_json_str(o, "url", bdg_site_url(work->site, pool, "/admin/batches/%s", b->public_id));
    BDG_TRY(bdg_mail_render(&mail->text, work->view, "mail/batch.txt", model, pool));
    BDG_TRY(bdg_mail_render(&mail->html, work->view, "mail/batch", model, pool));
    mail->subject = bdg_say(pool, "Done: %s", b->name);
    return NULL;
}
