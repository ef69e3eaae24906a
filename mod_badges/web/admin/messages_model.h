/* A mail as pages show it. */
#ifndef BDG_MESSAGES_MODEL_H
#define BDG_MESSAGES_MODEL_H
#include "store/outbox_list.h"
#include "web/http.h"
/* Every key of an item. acts: with the addresses of "Send again" and "Cancel" where they apply. */
json_t *bdg_message_model(const bdg_req_t *req, const bdg_outbox_row_t *row, int acts);
#endif
