"""The tables of the first released book. Written by `python -m deskmate.core.migrations.regenerate`."""

# ruff: noqa: E501, PLR0915
# fmt: off

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Makes all tables in an empty file."""
    op.create_table('audit_event',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('who', sa.String(), nullable=False),
        sa.Column('what', sa.String(), nullable=False),
        sa.Column('subject', sa.String(), nullable=False),
        sa.Column('fields', sa.JSON(), nullable=False),
        sa.Column('seal', sa.String(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event'))
    )
    op.create_index(op.f('ix_audit_event_subject'), 'audit_event', ['subject'], unique=False)
    op.create_table('book_mark',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('writes', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_book_mark'))
    )
    op.create_table('household',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_household'))
    )
    op.create_table('import_batch',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('source', sa.String(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('by', sa.String(), nullable=False),
        sa.Column('rows', sa.Integer(), nullable=False),
        sa.Column('created', sa.Integer(), nullable=False),
        sa.Column('updated', sa.Integer(), nullable=False),
        sa.Column('skipped', sa.Integer(), nullable=False),
        sa.Column('problems', sa.JSON(), nullable=False),
        sa.Column('undone_at', sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_import_batch'))
    )
    op.create_table('own_field',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('folded', sa.String(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('choices', sa.String(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_own_field')),
        sa.UniqueConstraint('folded', name=op.f('uq_own_field_folded'))
    )
    op.create_table('service',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('folded', sa.String(), nullable=False),
        sa.Column('minutes', sa.Integer(), nullable=False),
        sa.Column('price_minor', sa.Integer(), nullable=True),
        sa.Column('call_day_before', sa.Boolean(), nullable=False),
        sa.Column('prepare_minutes', sa.Integer(), nullable=False),
        sa.Column('active', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_service')),
        sa.UniqueConstraint('folded', name=op.f('uq_service_folded'))
    )
    op.create_table('setting',
        sa.Column('key', sa.String(), nullable=False),
        sa.Column('value', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_setting'))
    )
    op.create_table('staff',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('folded', sa.String(), nullable=False),
        sa.Column('role', sa.String(), nullable=False),
        sa.Column('active', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
        sa.UniqueConstraint('folded', name=op.f('uq_staff_folded'))
    )
    op.create_table('tag',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('folded', sa.String(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_tag')),
        sa.UniqueConstraint('folded', name=op.f('uq_tag_folded'))
    )
    op.create_table('undo_entry',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('by', sa.String(), nullable=False),
        sa.Column('label', sa.String(), nullable=False),
        sa.Column('changes', sa.JSON(), nullable=False),
        sa.Column('undone_at', sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_undo_entry'))
    )
    op.create_index(op.f('ix_undo_entry_at'), 'undo_entry', ['at'], unique=False)
    op.create_table('customer',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('sort_name', sa.String(), nullable=False),
        sa.Column('given', sa.String(), nullable=False),
        sa.Column('family', sa.String(), nullable=False),
        sa.Column('prefix', sa.String(), nullable=False),
        sa.Column('suffix', sa.String(), nullable=False),
        sa.Column('known_as', sa.String(), nullable=False),
        sa.Column('say_it', sa.String(), nullable=False),
        sa.Column('organisation', sa.String(), nullable=False),
        sa.Column('is_company', sa.Boolean(), nullable=False),
        sa.Column('language', sa.String(), nullable=False),
        sa.Column('birthday_year', sa.Integer(), nullable=True),
        sa.Column('birthday_month', sa.Integer(), nullable=True),
        sa.Column('birthday_day', sa.Integer(), nullable=True),
        sa.Column('about', sa.String(), nullable=False),
        sa.Column('best_time', sa.String(), nullable=False),
        sa.Column('best_channel', sa.String(), nullable=False),
        sa.Column('no_greetings', sa.Boolean(), nullable=False),
        sa.Column('greet_days_ahead', sa.Integer(), nullable=True),
        sa.Column('bereaved_until', sa.Date(), nullable=True),
        sa.Column('deceased', sa.Boolean(), nullable=False),
        sa.Column('do_not_contact', sa.Boolean(), nullable=False),
        sa.Column('no_mood_reading', sa.Boolean(), nullable=False),
        sa.Column('seasonal', sa.Boolean(), nullable=False),
        sa.Column('household_id', sa.Integer(), nullable=True),
        sa.Column('last_seen_at', sa.DateTime(), nullable=True),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.Column('created_by', sa.String(), nullable=False),
        sa.Column('updated_at', sa.DateTime(), nullable=False),
        sa.Column('deleted_at', sa.DateTime(), nullable=True),
        sa.Column('merged_into_id', sa.Integer(), nullable=True),
        sa.Column('import_batch_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['household_id'], ['household.id'], name=op.f('fk_customer_household_id_household'), ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['import_batch_id'], ['import_batch.id'], name=op.f('fk_customer_import_batch_id_import_batch'), ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['merged_into_id'], ['customer.id'], name=op.f('fk_customer_merged_into_id_customer'), ondelete='SET NULL'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_customer'))
    )
    op.create_index('ix_customer_birthday', 'customer', ['birthday_month', 'birthday_day'], unique=False)
    op.create_index('ix_customer_deleted_at', 'customer', ['deleted_at'], unique=False, sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))
    op.create_index('ix_customer_greet_days_ahead', 'customer', ['id'], unique=False, sqlite_where=sa.text('greet_days_ahead IS NOT NULL'))
    op.create_index(op.f('ix_customer_household_id'), 'customer', ['household_id'], unique=False)
    op.create_index(op.f('ix_customer_import_batch_id'), 'customer', ['import_batch_id'], unique=False)
    op.create_index(op.f('ix_customer_last_seen_at'), 'customer', ['last_seen_at'], unique=False)
    op.create_index(op.f('ix_customer_merged_into_id'), 'customer', ['merged_into_id'], unique=False)
    op.create_index(op.f('ix_customer_sort_name'), 'customer', ['sort_name'], unique=False)
    op.create_table('import_change',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('batch_id', sa.Integer(), nullable=False),
        sa.Column('table', sa.String(), nullable=False),
        sa.Column('row_id', sa.Integer(), nullable=False),
        sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
        sa.Column('after', sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(['batch_id'], ['import_batch.id'], name=op.f('fk_import_change_batch_id_import_batch'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_import_change'))
    )
    op.create_index(op.f('ix_import_change_batch_id'), 'import_change', ['batch_id'], unique=False)
    op.create_table('apart',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('customer_id', sa.Integer(), nullable=False),
        sa.Column('other_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('by', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_apart_customer_id_customer'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['other_id'], ['customer.id'], name=op.f('fk_apart_other_id_customer'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_apart')),
        sa.UniqueConstraint('customer_id', 'other_id', name=op.f('uq_apart_customer_id_other_id'))
    )
    op.create_index(op.f('ix_apart_customer_id'), 'apart', ['customer_id'], unique=False)
    op.create_index(op.f('ix_apart_other_id'), 'apart', ['other_id'], unique=False)
    op.create_table('appointment',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('customer_id', sa.Integer(), nullable=False),
        sa.Column('service_id', sa.Integer(), nullable=True),
        sa.Column('service_name', sa.String(), nullable=False),
        sa.Column('staff_id', sa.Integer(), nullable=True),
        sa.Column('starts_at', sa.DateTime(), nullable=False),
        sa.Column('ends_at', sa.DateTime(), nullable=False),
        sa.Column('wall_start', sa.String(), nullable=False),
        sa.Column('zone', sa.String(), nullable=False),
        sa.Column('minutes', sa.Integer(), nullable=False),
        sa.Column('status', sa.String(), nullable=False),
        sa.Column('note', sa.String(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.Column('created_by', sa.String(), nullable=False),
        sa.Column('updated_at', sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_appointment_customer_id_customer'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_appointment_service_id_service'), ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_appointment_staff_id_staff'), ondelete='SET NULL'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment'))
    )
    op.create_index('ix_appointment_booked', 'appointment', ['starts_at'], unique=False, sqlite_where=sa.text("status = 'booked'"))
    op.create_index('ix_appointment_customer', 'appointment', ['customer_id', 'starts_at'], unique=False)
    op.create_index(op.f('ix_appointment_service_id'), 'appointment', ['service_id'], unique=False)
    op.create_index(op.f('ix_appointment_staff_id'), 'appointment', ['staff_id'], unique=False)
    op.create_index('ix_appointment_starts', 'appointment', ['starts_at'], unique=False)
    op.create_table('consent',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('customer_id', sa.Integer(), nullable=False),
        sa.Column('purpose', sa.String(), nullable=False),
        sa.Column('channel', sa.String(), nullable=False),
        sa.Column('given', sa.Boolean(), nullable=False),
        sa.Column('basis', sa.String(), nullable=False),
        sa.Column('source', sa.String(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('expires_on', sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_consent_customer_id_customer'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    op.create_index(op.f('ix_consent_customer_id'), 'consent', ['customer_id'], unique=False)
    op.create_table('contact_detail',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('customer_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('label', sa.String(), nullable=False),
        sa.Column('value', sa.String(), nullable=False),
        sa.Column('normal', sa.String(), nullable=False),
        sa.Column('digits', sa.String(), nullable=False),
        sa.Column('street', sa.String(), nullable=False),
        sa.Column('city', sa.String(), nullable=False),
        sa.Column('region', sa.String(), nullable=False),
        sa.Column('postcode', sa.String(), nullable=False),
        sa.Column('country', sa.String(), nullable=False),
        sa.Column('preferred', sa.Boolean(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_contact_detail_customer_id_customer'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_detail'))
    )
    op.create_index(op.f('ix_contact_detail_customer_id'), 'contact_detail', ['customer_id'], unique=False)
    op.create_index('ix_contact_detail_kind_normal', 'contact_detail', ['kind', 'normal'], unique=False)
    op.create_table('customer_state',
        sa.Column('customer_id', sa.Integer(), nullable=False),
        sa.Column('worry_key', sa.Float(), nullable=False),
        sa.Column('cleared_at', sa.DateTime(), nullable=True),
        sa.Column('lapses_at', sa.DateTime(), nullable=True),
        sa.Column('look_again_at', sa.DateTime(), nullable=True),
        sa.Column('reviewed_at', sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_customer_state_customer_id_customer'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('customer_id', name=op.f('pk_customer_state'))
    )
    op.create_index(op.f('ix_customer_state_lapses_at'), 'customer_state', ['lapses_at'], unique=False)
    op.create_index(op.f('ix_customer_state_look_again_at'), 'customer_state', ['look_again_at'], unique=False)
    op.create_index(op.f('ix_customer_state_worry_key'), 'customer_state', ['worry_key'], unique=False)
    op.create_table('customer_tag',
        sa.Column('customer_id', sa.Integer(), nullable=False),
        sa.Column('tag_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_customer_tag_customer_id_customer'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['tag_id'], ['tag.id'], name=op.f('fk_customer_tag_tag_id_tag'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('customer_id', 'tag_id', name=op.f('pk_customer_tag'))
    )
    op.create_index(op.f('ix_customer_tag_tag_id'), 'customer_tag', ['tag_id'], unique=False)
    op.create_table('follow_up',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('customer_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('evidence', sa.JSON(), nullable=False),
        sa.Column('opened_at', sa.DateTime(), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('owner', sa.String(), nullable=False),
        sa.Column('by_hand', sa.Boolean(), nullable=False),
        sa.Column('state', sa.String(), nullable=False),
        sa.Column('outcome', sa.String(), nullable=False),
        sa.Column('closed_at', sa.DateTime(), nullable=True),
        sa.Column('closed_by', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_follow_up_customer_id_customer'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up'))
    )
    op.create_index('ix_follow_up_customer', 'follow_up', ['customer_id', 'state'], unique=False)
    op.create_index('ix_follow_up_state_due', 'follow_up', ['state', 'due_on'], unique=False)
    op.create_table('merge_record',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('kept_id', sa.Integer(), nullable=False),
        sa.Column('other_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('by', sa.String(), nullable=False),
        sa.Column('kept_before', sa.JSON(), nullable=False),
        sa.Column('kept_after', sa.JSON(), nullable=False),
        sa.Column('other_before', sa.JSON(), nullable=False),
        sa.Column('moved', sa.JSON(), nullable=False),
        sa.Column('undone_at', sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(['kept_id'], ['customer.id'], name=op.f('fk_merge_record_kept_id_customer'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['other_id'], ['customer.id'], name=op.f('fk_merge_record_other_id_customer'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_merge_record'))
    )
    op.create_index(op.f('ix_merge_record_kept_id'), 'merge_record', ['kept_id'], unique=False)
    op.create_index(op.f('ix_merge_record_other_id'), 'merge_record', ['other_id'], unique=False)
    op.create_table('occasion',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('customer_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('month', sa.Integer(), nullable=False),
        sa.Column('day', sa.Integer(), nullable=False),
        sa.Column('year', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_occasion_customer_id_customer'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_occasion'))
    )
    op.create_index(op.f('ix_occasion_customer_id'), 'occasion', ['customer_id'], unique=False)
    op.create_index('ix_occasion_month_day', 'occasion', ['month', 'day'], unique=False)
    op.create_table('own_value',
        sa.Column('customer_id', sa.Integer(), nullable=False),
        sa.Column('field_id', sa.Integer(), nullable=False),
        sa.Column('value', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_own_value_customer_id_customer'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['field_id'], ['own_field.id'], name=op.f('fk_own_value_field_id_own_field'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('customer_id', 'field_id', name=op.f('pk_own_value'))
    )
    op.create_index(op.f('ix_own_value_field_id'), 'own_value', ['field_id'], unique=False)
    op.create_table('preference',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('customer_id', sa.Integer(), nullable=False),
        sa.Column('category', sa.String(), nullable=False),
        sa.Column('text', sa.String(), nullable=False),
        sa.Column('alert', sa.Boolean(), nullable=False),
        sa.Column('pinned', sa.Boolean(), nullable=False),
        sa.Column('health', sa.Boolean(), nullable=False),
        sa.Column('consent_on', sa.Date(), nullable=True),
        sa.Column('expires_on', sa.Date(), nullable=True),
        sa.Column('source', sa.String(), nullable=False),
        sa.Column('since', sa.DateTime(), nullable=False),
        sa.Column('created_by', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_preference_customer_id_customer'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_preference'))
    )
    op.create_index(op.f('ix_preference_customer_id'), 'preference', ['customer_id'], unique=False)
    op.create_index(op.f('ix_preference_expires_on'), 'preference', ['expires_on'], unique=False)
    op.create_table('relation',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('customer_id', sa.Integer(), nullable=False),
        sa.Column('other_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_relation_customer_id_customer'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['other_id'], ['customer.id'], name=op.f('fk_relation_other_id_customer'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_relation')),
        sa.UniqueConstraint('customer_id', 'other_id', 'kind', name=op.f('uq_relation_customer_id_other_id_kind'))
    )
    op.create_index(op.f('ix_relation_customer_id'), 'relation', ['customer_id'], unique=False)
    op.create_index(op.f('ix_relation_other_id'), 'relation', ['other_id'], unique=False)
    op.create_table('reminder',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('customer_id', sa.Integer(), nullable=True),
        sa.Column('text', sa.String(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('wall_at', sa.String(), nullable=False),
        sa.Column('zone', sa.String(), nullable=False),
        sa.Column('rrule', sa.String(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.Column('created_by', sa.String(), nullable=False),
        sa.Column('deleted_at', sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_reminder_customer_id_customer'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder'))
    )
    op.create_index(op.f('ix_reminder_at'), 'reminder', ['at'], unique=False)
    op.create_index(op.f('ix_reminder_customer_id'), 'reminder', ['customer_id'], unique=False)
    op.create_table('reminder_state',
        sa.Column('key', sa.String(), nullable=False),
        sa.Column('customer_id', sa.Integer(), nullable=True),
        sa.Column('due_at', sa.DateTime(), nullable=False),
        sa.Column('told_at', sa.DateTime(), nullable=True),
        sa.Column('snoozed_until', sa.DateTime(), nullable=True),
        sa.Column('done_at', sa.DateTime(), nullable=True),
        sa.Column('dismissed_at', sa.DateTime(), nullable=True),
        sa.Column('by', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_reminder_state_customer_id_customer'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_reminder_state'))
    )
    op.create_index(op.f('ix_reminder_state_customer_id'), 'reminder_state', ['customer_id'], unique=False)
    op.create_index(op.f('ix_reminder_state_snoozed_until'), 'reminder_state', ['snoozed_until'], unique=False)
    op.create_table('visit_rhythm',
        sa.Column('customer_id', sa.Integer(), nullable=False),
        sa.Column('stale', sa.Boolean(), nullable=False),
        sa.Column('visits', sa.Integer(), nullable=False),
        sa.Column('usual_days', sa.Float(), nullable=True),
        sa.Column('last_on', sa.Date(), nullable=True),
        sa.Column('contact_on', sa.Date(), nullable=True),
        sa.Column('late_on', sa.Date(), nullable=True),
        sa.Column('overdue', sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_visit_rhythm_customer_id_customer'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('customer_id', name=op.f('pk_visit_rhythm'))
    )
    op.create_index('ix_visit_rhythm_late', 'visit_rhythm', ['late_on', 'overdue'], unique=False)
    op.create_index('ix_visit_rhythm_stale', 'visit_rhythm', ['customer_id'], unique=False, sqlite_where=sa.text('stale = 1'))
    op.create_table('interaction',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('customer_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('kind', sa.String(), nullable=False),
        sa.Column('channel', sa.String(), nullable=False),
        sa.Column('text', sa.String(), nullable=False),
        sa.Column('amount_minor', sa.Integer(), nullable=True),
        sa.Column('currency', sa.String(), nullable=False),
        sa.Column('mood', sa.String(), nullable=False),
        sa.Column('by', sa.String(), nullable=False),
        sa.Column('label', sa.String(), nullable=False),
        sa.Column('score', sa.Float(), nullable=False),
        sa.Column('confidence', sa.Float(), nullable=False),
        sa.Column('theme', sa.String(), nullable=False),
        sa.Column('theme_confirmed', sa.Boolean(), nullable=False),
        sa.Column('evidence', sa.JSON(), nullable=False),
        sa.Column('engine_version', sa.String(), nullable=False),
        sa.Column('overruled_because', sa.String(), nullable=False),
        sa.Column('overruled_by', sa.String(), nullable=False),
        sa.Column('overruled_at', sa.DateTime(), nullable=True),
        sa.Column('appointment_id', sa.Integer(), nullable=True),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.Column('edited_at', sa.DateTime(), nullable=True),
        sa.Column('deleted_at', sa.DateTime(), nullable=True),
        sa.Column('import_batch_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['appointment_id'], ['appointment.id'], name=op.f('fk_interaction_appointment_id_appointment'), ondelete='SET NULL'),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_interaction_customer_id_customer'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['import_batch_id'], ['import_batch.id'], name=op.f('fk_interaction_import_batch_id_import_batch'), ondelete='SET NULL'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_interaction'))
    )
    op.create_index(op.f('ix_interaction_appointment_id'), 'interaction', ['appointment_id'], unique=False)
    op.create_index('ix_interaction_at', 'interaction', ['at'], unique=False)
    op.create_index('ix_interaction_customer_at', 'interaction', ['customer_id', 'at'], unique=False)
    op.create_index('ix_interaction_deleted_at', 'interaction', ['deleted_at'], unique=False, sqlite_where=sa.text('deleted_at IS NOT NULL'), postgresql_where=sa.text('deleted_at IS NOT NULL'))
    op.create_index('ix_interaction_engine', 'interaction', ['engine_version'], unique=False)
    op.create_index(op.f('ix_interaction_import_batch_id'), 'interaction', ['import_batch_id'], unique=False)
    op.create_table('promise',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('customer_id', sa.Integer(), nullable=False),
        sa.Column('follow_up_id', sa.Integer(), nullable=True),
        sa.Column('text', sa.String(), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('state', sa.String(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.Column('created_by', sa.String(), nullable=False),
        sa.Column('settled_at', sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_promise_customer_id_customer'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['follow_up_id'], ['follow_up.id'], name=op.f('fk_promise_follow_up_id_follow_up'), ondelete='SET NULL'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_promise'))
    )
    op.create_index(op.f('ix_promise_customer_id'), 'promise', ['customer_id'], unique=False)
    op.create_index(op.f('ix_promise_follow_up_id'), 'promise', ['follow_up_id'], unique=False)
    op.create_index('ix_promise_state_due', 'promise', ['state', 'due_on'], unique=False)
    op.create_table('attachment',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('customer_id', sa.Integer(), nullable=False),
        sa.Column('interaction_id', sa.Integer(), nullable=True),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('media_type', sa.String(), nullable=False),
        sa.Column('data', sa.LargeBinary(), nullable=False),
        sa.Column('photo', sa.Boolean(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_attachment_customer_id_customer'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['interaction_id'], ['interaction.id'], name=op.f('fk_attachment_interaction_id_interaction'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment'))
    )
    op.create_index(op.f('ix_attachment_customer_id'), 'attachment', ['customer_id'], unique=False)
    op.create_index(op.f('ix_attachment_interaction_id'), 'attachment', ['interaction_id'], unique=False)
    op.create_table('call_attempt',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('follow_up_id', sa.Integer(), nullable=False),
        sa.Column('customer_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.DateTime(), nullable=False),
        sa.Column('by', sa.String(), nullable=False),
        sa.Column('outcome', sa.String(), nullable=False),
        sa.Column('put_right', sa.Boolean(), nullable=False),
        sa.Column('note', sa.String(), nullable=False),
        sa.Column('interaction_id', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_call_attempt_customer_id_customer'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['follow_up_id'], ['follow_up.id'], name=op.f('fk_call_attempt_follow_up_id_follow_up'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['interaction_id'], ['interaction.id'], name=op.f('fk_call_attempt_interaction_id_interaction'), ondelete='SET NULL'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_call_attempt'))
    )
    op.create_index(op.f('ix_call_attempt_customer_id'), 'call_attempt', ['customer_id'], unique=False)
    op.create_index(op.f('ix_call_attempt_follow_up_id'), 'call_attempt', ['follow_up_id'], unique=False)
    op.create_index(op.f('ix_call_attempt_interaction_id'), 'call_attempt', ['interaction_id'], unique=False)
    op.execute('CREATE TABLE search_term (\n        term TEXT NOT NULL, customer_id INTEGER NOT NULL REFERENCES customer (id) ON DELETE CASCADE,\n        PRIMARY KEY (term, customer_id)) WITHOUT ROWID')
    op.execute('CREATE INDEX ix_search_term_customer ON search_term (customer_id, term)')
    op.execute('CREATE TABLE search_typo (variant TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (variant, word)) WITHOUT ROWID')
    op.execute('CREATE TABLE note_word (word TEXT NOT NULL PRIMARY KEY, notes INTEGER NOT NULL) WITHOUT ROWID')
    op.execute("CREATE VIRTUAL TABLE note_fts USING fts5 (body, content='', detail=none, columnsize=0, tokenize='ascii')")
    op.execute("INSERT INTO note_fts (note_fts, rank) VALUES ('secure-delete', 1)")
    op.execute("CREATE TRIGGER IF NOT EXISTS audit_event_stays BEFORE DELETE ON audit_event BEGIN SELECT raise(ABORT, 'the audit list only grows'); END")
    op.execute("CREATE TRIGGER IF NOT EXISTS audit_event_is_kept BEFORE UPDATE ON audit_event BEGIN SELECT raise(ABORT, 'the audit list only grows'); END")
    op.execute("CREATE TRIGGER IF NOT EXISTS visit_rhythm_interaction_new AFTER INSERT ON interaction WHEN NEW.kind IN ('visit', 'purchase', 'call', 'complaint', 'compliment', 'feedback') BEGIN INSERT OR IGNORE INTO visit_rhythm (customer_id, stale, visits, overdue) VALUES (NEW.customer_id, 1, 0, 0); UPDATE visit_rhythm SET stale = 1 WHERE customer_id = NEW.customer_id AND NOT stale; END")
    op.execute("CREATE TRIGGER IF NOT EXISTS visit_rhythm_interaction_gone AFTER DELETE ON interaction WHEN OLD.kind IN ('visit', 'purchase', 'call', 'complaint', 'compliment', 'feedback') BEGIN UPDATE visit_rhythm SET stale = 1 WHERE customer_id = OLD.customer_id AND NOT stale; END")
    op.execute("CREATE TRIGGER IF NOT EXISTS visit_rhythm_interaction AFTER UPDATE OF customer_id, at, kind, deleted_at ON interaction WHEN OLD.kind IN ('visit', 'purchase', 'call', 'complaint', 'compliment', 'feedback') OR NEW.kind IN ('visit', 'purchase', 'call', 'complaint', 'compliment', 'feedback') BEGIN UPDATE visit_rhythm SET stale = 1 WHERE customer_id = OLD.customer_id AND NOT stale; INSERT OR IGNORE INTO visit_rhythm (customer_id, stale, visits, overdue) VALUES (NEW.customer_id, 1, 0, 0); UPDATE visit_rhythm SET stale = 1 WHERE customer_id = NEW.customer_id AND NOT stale; END")
    op.execute("CREATE TRIGGER IF NOT EXISTS visit_rhythm_appointment_new AFTER INSERT ON appointment WHEN NEW.status IN ('arrived', 'done', 'booked') BEGIN INSERT OR IGNORE INTO visit_rhythm (customer_id, stale, visits, overdue) VALUES (NEW.customer_id, 1, 0, 0); UPDATE visit_rhythm SET stale = 1 WHERE customer_id = NEW.customer_id AND NOT stale; END")
    op.execute("CREATE TRIGGER IF NOT EXISTS visit_rhythm_appointment_gone AFTER DELETE ON appointment WHEN OLD.status IN ('arrived', 'done', 'booked') BEGIN UPDATE visit_rhythm SET stale = 1 WHERE customer_id = OLD.customer_id AND NOT stale; END")
    op.execute("CREATE TRIGGER IF NOT EXISTS visit_rhythm_appointment AFTER UPDATE OF customer_id, starts_at, status ON appointment WHEN OLD.status IN ('arrived', 'done', 'booked') OR NEW.status IN ('arrived', 'done', 'booked') BEGIN UPDATE visit_rhythm SET stale = 1 WHERE customer_id = OLD.customer_id AND NOT stale; INSERT OR IGNORE INTO visit_rhythm (customer_id, stale, visits, overdue) VALUES (NEW.customer_id, 1, 0, 0); UPDATE visit_rhythm SET stale = 1 WHERE customer_id = NEW.customer_id AND NOT stale; END")
    op.execute("CREATE TRIGGER IF NOT EXISTS visit_rhythm_call_attempt_new AFTER INSERT ON call_attempt WHEN NEW.outcome IN ('left-word', 'not-reached') BEGIN INSERT OR IGNORE INTO visit_rhythm (customer_id, stale, visits, overdue) VALUES (NEW.customer_id, 1, 0, 0); UPDATE visit_rhythm SET stale = 1 WHERE customer_id = NEW.customer_id AND NOT stale; END")
    op.execute("CREATE TRIGGER IF NOT EXISTS visit_rhythm_call_attempt_gone AFTER DELETE ON call_attempt WHEN OLD.outcome IN ('left-word', 'not-reached') BEGIN UPDATE visit_rhythm SET stale = 1 WHERE customer_id = OLD.customer_id AND NOT stale; END")
    op.execute("CREATE TRIGGER IF NOT EXISTS visit_rhythm_call_attempt AFTER UPDATE OF customer_id, interaction_id, outcome ON call_attempt WHEN OLD.outcome IN ('left-word', 'not-reached') OR NEW.outcome IN ('left-word', 'not-reached') BEGIN UPDATE visit_rhythm SET stale = 1 WHERE customer_id = OLD.customer_id AND NOT stale; INSERT OR IGNORE INTO visit_rhythm (customer_id, stale, visits, overdue) VALUES (NEW.customer_id, 1, 0, 0); UPDATE visit_rhythm SET stale = 1 WHERE customer_id = NEW.customer_id AND NOT stale; END")
    op.execute("CREATE TRIGGER IF NOT EXISTS visit_rhythm_zone_new AFTER INSERT ON setting WHEN NEW.key = 'zone' BEGIN UPDATE visit_rhythm SET stale = 1 WHERE NOT stale; END")
    op.execute("CREATE TRIGGER IF NOT EXISTS visit_rhythm_zone AFTER UPDATE ON setting WHEN NEW.key = 'zone' BEGIN UPDATE visit_rhythm SET stale = 1 WHERE NOT stale; END")
