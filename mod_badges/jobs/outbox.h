/* Kinds of outbox rows. A new kind is a row in outbox.c's table and a function that composes its mail. */
#ifndef BDG_JOBS_OUTBOX_H
#define BDG_JOBS_OUTBOX_H
#include "io/mail.h"
#include "jobs/runner.h"
#include "store/outbox.h"

/* Composes the mail of a row: fills mail (subject, text, html, image, to_name). The connection is the round's. BDG_E_GONE: there is nothing to
 * send any more (award revoked meanwhile); message says why, and is kept. */
typedef bdg_err_t *bdg_mail_compose_fn(bdg_mail_t *mail, const bdg_work_t *work, bdg_db_t *db, const bdg_outbox_t *row, apr_pool_t *pool);
bdg_mail_compose_fn bdg_mail_award;    /* jobs/mail_award.c: mail.award */
bdg_mail_compose_fn bdg_mail_test;     /* jobs/mail_test.c: mail.test */
bdg_mail_compose_fn bdg_mail_batch;    /* jobs/mail_batch.c: mail.batch */
bdg_mail_compose_fn bdg_mail_reset;    /* jobs/mail_reset.c: mail.reset */
bdg_mail_compose_fn bdg_mail_proof;    /* jobs/mail_proof.c: mail.proof */
bdg_mail_compose_fn bdg_mail_endorse;  /* jobs/mail_endorse.c: mail.endorse */
bdg_mail_compose_fn bdg_mail_invite;   /* jobs/mail_invite.c: mail.invite */
#endif
