/* Every handler of the route table, by page family. */
#ifndef BDG_HANDLERS_H
#define BDG_HANDLERS_H
#include "web/http.h"
#define H(name) bdg_handler_fn name
/* web/operators.c */
H(bdg_get_healthz);
/* web/auth/ */
H(bdg_get_login);
H(bdg_post_login);
H(bdg_post_login_code);
H(bdg_post_logout);
H(bdg_get_forgot);
H(bdg_post_forgot);
H(bdg_get_reset);
H(bdg_post_reset);
H(bdg_get_setup);
H(bdg_post_setup);
H(bdg_get_me);
H(bdg_post_me_password);
H(bdg_post_me_session_end);
H(bdg_post_me_sign_out);
/* web/me/, web/public/collections.c, web/public/certificate.c */
H(bdg_get_assertion_pdf);
H(bdg_get_collection);
H(bdg_get_collection_image);
H(bdg_get_me_account);
H(bdg_get_me_picture);
H(bdg_post_me_picture);
H(bdg_post_me_picture_remove);
H(bdg_get_me_second_factor);
H(bdg_post_me_second_factor_begin);
H(bdg_post_me_second_factor_finish);
H(bdg_post_me_second_factor_codes);
H(bdg_post_me_second_factor_end);
H(bdg_get_me_collection);
H(bdg_get_me_collection_delete);
H(bdg_get_me_collection_edit);
H(bdg_get_me_collection_new);
H(bdg_get_me_collections);
H(bdg_get_me_credential);
H(bdg_get_me_erase);
H(bdg_get_me_import);
H(bdg_post_me_language);
H(bdg_post_me_time_zone);
H(bdg_post_me_username);
H(bdg_get_me_imported);
H(bdg_get_me_imported_delete);
H(bdg_get_me_imported_file);
H(bdg_get_me_imported_image);
H(bdg_get_me_imported_list);
H(bdg_get_me_proof);
H(bdg_get_me_reject);
H(bdg_get_me_start);
H(bdg_post_me_accept);
H(bdg_post_me_address);
H(bdg_post_me_address_main);
H(bdg_post_me_address_remove);
H(bdg_post_me_collection_delete);
H(bdg_post_me_collection_edit);
H(bdg_post_me_collection_items);
H(bdg_post_me_collection_new);
H(bdg_post_me_credential_collect);
H(bdg_post_me_erase);
H(bdg_post_me_hide);
H(bdg_post_me_import);
H(bdg_post_me_imported_check);
H(bdg_post_me_imported_collect);
H(bdg_post_me_imported_delete);
H(bdg_post_me_name);
H(bdg_post_me_password_first);
H(bdg_post_me_proof);
H(bdg_post_me_reject);
H(bdg_post_me_show);
H(bdg_post_me_start);
/* web/home.c, web/admin/dashboard.c */
H(bdg_get_home);
H(bdg_post_organisation);
H(bdg_get_dashboard);
/* web/public/ */
H(bdg_get_assertion);
H(bdg_get_assertion_json);
H(bdg_get_assertion_png);
H(bdg_get_assertion_svg);
H(bdg_post_assertion_check);
H(bdg_get_endorsement);
H(bdg_get_endorsement_json);
H(bdg_get_endorsement_vc);
H(bdg_get_oembed);
/* web/public/credentials.c */
H(bdg_get_assertion_vc);
H(bdg_get_assertion_vc_png);
H(bdg_get_assertion_vc_svg);
H(bdg_get_assertion_jwt);
H(bdg_get_assertion_jwt_png);
H(bdg_get_assertion_jwt_svg);
H(bdg_get_status_list);
H(bdg_get_revocation_list);
H(bdg_get_verify);
H(bdg_post_verify);
/* web/api/ */
H(bdg_post_api_verify);
/* web/public/ */
H(bdg_get_badge);
H(bdg_get_badge_json);
H(bdg_get_badge_version);
H(bdg_get_badge_in_language);
H(bdg_get_badge_criteria);
H(bdg_get_badge_attributes_context);
H(bdg_get_badge_attributes_schema);
H(bdg_get_badge_image);
H(bdg_get_badge_card);
H(bdg_get_issuer);
H(bdg_get_issuer_json);
H(bdg_get_issuer_image);
/* web/public/signed.c */
H(bdg_get_assertion_jws);
H(bdg_get_assertion_signed_png);
H(bdg_get_assertion_signed_svg);
H(bdg_get_issuer_revocations);
/* web/public/keys.c */
H(bdg_get_issuer_key);
H(bdg_get_issuer_key_json);
H(bdg_get_issuer_jwks);
H(bdg_get_issuer_did);
/* web/admin/issuer_keys.c */
H(bdg_get_issuer_keys);
H(bdg_get_issuer_key_new);
H(bdg_post_issuer_key_new);
/* web/admin/organisations.c, organisation_show.c, organisation_move.c */
H(bdg_get_organisations);
H(bdg_get_organisation_choose);
H(bdg_get_organisation);
H(bdg_get_organisation_level);
H(bdg_get_organisation_new);
H(bdg_post_organisation_new);
H(bdg_get_organisation_edit);
H(bdg_post_organisation_edit);
H(bdg_get_organisation_move);
H(bdg_post_organisation_move);
H(bdg_get_organisation_remove);
H(bdg_post_organisation_remove);
H(bdg_post_organisation_restore);

/* web/admin/issuer_staff.c */
H(bdg_get_issuer_staff);
H(bdg_post_issuer_staff);
/* web/admin/issuers.c */
H(bdg_get_issuers);
H(bdg_get_issuer_version);
H(bdg_get_issuer_new);
H(bdg_post_issuer_new);
H(bdg_get_issuer_overview);
H(bdg_get_issuer_profile);
H(bdg_post_issuer_profile);
H(bdg_get_issuer_archive);
H(bdg_post_issuer_archive);
H(bdg_post_issuer_restore);
/* web/admin/roles.c */
H(bdg_get_roles);
H(bdg_get_role_new);
H(bdg_post_role_new);
H(bdg_get_role);
H(bdg_get_role_edit);
H(bdg_post_role_edit);
H(bdg_get_role_delete);
H(bdg_post_role_delete);
/* web/admin/audit.c */
H(bdg_get_audit);
H(bdg_get_audit_csv);
/* web/admin/graphics.c */
H(bdg_get_graphics);
H(bdg_get_graphic_new);
H(bdg_post_graphic_new);
H(bdg_get_graphic);
H(bdg_get_graphic_image);
H(bdg_get_graphic_edit);
H(bdg_post_graphic_edit);
H(bdg_get_graphic_archive);
H(bdg_post_graphic_archive);
H(bdg_post_graphic_restore);

/* web/admin/design.c */
H(bdg_get_graphic_draw);
H(bdg_post_graphic_draw);
H(bdg_get_graphic_redraw);
H(bdg_post_graphic_redraw);
/* web/admin/badges.c */
H(bdg_get_badges);
H(bdg_get_badge_new);
H(bdg_post_badge_new);
H(bdg_get_badge_overview);
H(bdg_get_badge_wording);
H(bdg_get_badge_languages);
H(bdg_post_badge_languages);
H(bdg_get_badge_copy);
H(bdg_post_badge_copy);
H(bdg_post_badge_publish);
H(bdg_get_badge_withdraw);
H(bdg_post_badge_withdraw);
H(bdg_get_badge_archive);
H(bdg_post_badge_archive);
H(bdg_post_badge_restore);
/* web/admin/badge_tabs.c, badge_attributes.c */
H(bdg_get_badge_details);
H(bdg_post_badge_details);
H(bdg_get_badge_graphics);
H(bdg_post_badge_graphics);
H(bdg_get_badge_criteria_tab);
H(bdg_post_badge_criteria_tab);
H(bdg_get_badge_settings);
H(bdg_post_badge_settings);
H(bdg_get_badge_attributes);
H(bdg_post_badge_attributes);
/* web/admin/badge_alignments.c */
H(bdg_get_badge_alignments);
H(bdg_post_badge_alignments);
H(bdg_get_badge_related);
H(bdg_post_badge_related);
/* web/admin/credentials*.c */
H(bdg_get_credentials);
H(bdg_post_credentials_chosen);
H(bdg_post_credentials_revoke);
H(bdg_get_revocation);
H(bdg_get_credential_new);
H(bdg_post_credential_new);
H(bdg_get_credential);
H(bdg_get_credential_revoke);
H(bdg_post_credential_revoke);
H(bdg_post_credential_mail);
/* web/admin/frameworks.c */
H(bdg_get_frameworks);
H(bdg_get_framework_new);
H(bdg_post_framework_new);
H(bdg_get_framework);
H(bdg_get_framework_replace);
H(bdg_post_framework_replace);
H(bdg_get_framework_archive);
H(bdg_post_framework_archive);
H(bdg_post_framework_restore);
/* web/admin/endorsed.c, endorsements.c */
H(bdg_get_badge_endorsements);
H(bdg_post_badge_endorsements);
H(bdg_get_issuer_endorsements);
H(bdg_post_issuer_endorsements);
H(bdg_get_credential_endorsements);
H(bdg_post_credential_endorsements);
H(bdg_get_endorsements);
H(bdg_get_endorsement_asked);
H(bdg_post_endorsement_asked);
H(bdg_get_endorsement_revoke);
H(bdg_post_endorsement_revoke);
/* web/admin/messages.c, search.c */
H(bdg_get_messages);
H(bdg_post_messages_again);
H(bdg_post_messages_cancel);
H(bdg_post_message_again);
H(bdg_post_message_cancel);
H(bdg_get_search);
/* web/admin/security.c */
H(bdg_get_security);
H(bdg_post_security);
/* web/admin/batches.c, batch_upload.c, batch_columns.c, batch_check.c, batch_review.c, batch_show.c */
H(bdg_get_batches);
H(bdg_get_batch_new);
H(bdg_post_batch_new);
H(bdg_get_batch_name);
H(bdg_post_batch_name);
H(bdg_get_batch_delete);
H(bdg_post_batch_delete);
H(bdg_get_batch_upload);
H(bdg_post_batch_upload);
H(bdg_get_badge_template);
H(bdg_get_batch_columns);
H(bdg_post_batch_columns);
H(bdg_get_batch_cells);
H(bdg_post_batch_cells);
H(bdg_get_batch_check);
H(bdg_post_batch_check);
H(bdg_post_batch_continue);
H(bdg_post_batch_rule);
H(bdg_get_batch_duplicates);
H(bdg_post_batch_duplicates);
H(bdg_get_batch_review);
H(bdg_post_batch_issue);
H(bdg_get_batch_progress);
H(bdg_get_batch_cancel);
H(bdg_post_batch_cancel);
H(bdg_get_batch);
H(bdg_get_batch_errors);
H(bdg_get_batch_results);
/* web/api/oauth_metadata.c, oauth_register.c, oauth_authorize.c, oauth_token.c; web/auth/applications.c */
H(bdg_get_oauth_metadata);
H(bdg_post_oauth_register);
H(bdg_get_oauth_authorize);
H(bdg_post_oauth_authorize);
H(bdg_post_oauth_token);
H(bdg_post_oauth_revoke);
H(bdg_get_me_applications);
H(bdg_post_me_applications_withdraw);
/* web/api/ob_discovery.c, ob_profile.c, ob_credentials.c */
H(bdg_get_ob_discovery);
H(bdg_get_ob_credentials);
H(bdg_post_ob_credentials);
H(bdg_get_ob_profile);
H(bdg_put_ob_profile);
/* web/admin/look.c, web/public/look.c */
H(bdg_get_look);
H(bdg_post_look);
H(bdg_post_look_logo);
H(bdg_post_look_icon);
H(bdg_get_look_css);
H(bdg_get_look_preview_css);
H(bdg_get_look_picture);
/* web/admin/landing.c, web/public/landing.c */
H(bdg_get_landing_edit);
H(bdg_post_landing_edit);
H(bdg_get_landing);
/* web/admin/mail_texts.c */
H(bdg_get_mail_texts);
H(bdg_get_mail_text);
H(bdg_post_mail_text);
/* web/admin/people.c, people_show.c, groups.c; web/auth/join.c */
H(bdg_get_people);
H(bdg_get_person_new);
H(bdg_post_person_new);
H(bdg_get_person);
H(bdg_get_person_edit);
H(bdg_post_person_edit);
H(bdg_post_person_remind);
H(bdg_get_person_suspend);
H(bdg_post_person_suspend);
H(bdg_post_person_unsuspend);
H(bdg_get_person_erase);
H(bdg_post_person_erase);
H(bdg_post_person_remove);
H(bdg_post_person_place);
H(bdg_get_groups);
/* web/admin/people_import.c, people_import_show.c */
H(bdg_get_people_imports);
H(bdg_get_people_import_new);
H(bdg_post_people_import_new);
H(bdg_get_people_import_template);
H(bdg_get_people_import_columns);
H(bdg_post_people_import_columns);
H(bdg_get_people_import);
H(bdg_post_people_import_begin);
H(bdg_post_people_import_undo);
H(bdg_post_people_import_discard);
H(bdg_get_people_import_wrong);
H(bdg_get_people_import_results);
/* web/admin/people_bulk.c */
H(bdg_post_people_chosen);
H(bdg_post_people_acts);
H(bdg_get_people_act);
H(bdg_post_people_act_undo);
H(bdg_get_group_new);
H(bdg_post_group_new);
H(bdg_get_group);
H(bdg_get_group_edit);
H(bdg_post_group_edit);
H(bdg_get_group_delete);
H(bdg_post_group_delete);
H(bdg_post_group_add);
H(bdg_get_join);
H(bdg_post_join);
#undef H
#endif
