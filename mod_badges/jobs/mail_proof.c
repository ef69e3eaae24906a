/* The mail with the link that proves an address. The link is made here, at the moment of sending (core/proof.h). */
#include "core/proof.h"
#include "base/language.h"
#include "jobs/mail_parts.h"

bdg_err_t *bdg_mail_proof(bdg_mail_t *mail, const bdg_work_t *work, bdg_db_t *db, const bdg_outbox_t *row, apr_pool_t *pool)
{
    json_t *model;
    BDG_TRY(bdg_proof_mail(&model, db, work->site, row->address, row->payload_json, pool));
    bdg_json_set(model, "page", bdg_json_str(bdg_json_str(json_object(), "product", "Badges"), "lang", bdg_language_now()->tag));
    BDG_TRY(bdg_mail_render(&mail->text, work->view, "mail/proof.txt", model, pool));
    BDG_TRY(bdg_mail_render(&mail->html, work->view, "mail/proof", model, pool));
    const json_t *proof = json_object_get(model, "proof");
    mail->subject = json_is_true(json_object_get(proof, "add")) ? _("Is this your address?") : _("See your credentials");
    /* Whoever asked to add an address need not be who has it. */
    mail->to_name = json_is_true(json_object_get(proof, "add")) ? NULL : bdg_json_get_str(proof, "name");
    return NULL;
}
