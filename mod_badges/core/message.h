/* Mails as an administrator deals with them: sent again, or not sent after all. */
#ifndef BDG_CORE_MESSAGE_H
#define BDG_CORE_MESSAGE_H
#include "core/edit.h"
#include "store/outbox_list.h"

/* edit: organisation and id of the mail. One that failed or was cancelled is tried again; one that was sent is sent once more, as a new mail;
 * one that waits is left. BDG_E_CONFLICT: its credential is revoked. */
bdg_err_t *bdg_message_again(const bdg_edit_t *edit) BDG_MUST_CHECK;
/* BDG_E_CONFLICT: it does not wait any more. */
bdg_err_t *bdg_message_cancel(const bdg_edit_t *edit) BDG_MUST_CHECK;
/* The same with all that failed (again 1), or all that wait (again 0), and fit filter. edit: organisation. *n: how many. */
bdg_err_t *bdg_messages_all(int64_t *n, const bdg_edit_t *edit, const bdg_outbox_filter_t *filter, int again) BDG_MUST_CHECK;
#endif
