"""From schema 1 to 2. Written by `python -m deskmate.core.migrations.regenerate`."""

# ruff: noqa: E501
# fmt: off

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """Makes what schema 1 lacked."""
    op.create_table('segment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('folded', sa.String(), nullable=False),
    sa.Column('wanted', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('created_by', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_segment')),
    sa.UniqueConstraint('folded', name=op.f('uq_segment_folded'))
    )
    op.create_table('freed_time',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('starts_at', sa.DateTime(), nullable=False),
    sa.Column('ends_at', sa.DateTime(), nullable=False),
    sa.Column('freed_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_freed_time_staff_id_staff'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_freed_time'))
    )
    with op.batch_alter_table('freed_time', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_freed_time_staff_id'), ['staff_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_freed_time_starts_at'), ['starts_at'], unique=False)
    op.create_table('staff_pin',
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.Column('stretched', sa.LargeBinary(), nullable=False),
    sa.Column('iterations', sa.Integer(), nullable=False),
    sa.Column('lanes', sa.Integer(), nullable=False),
    sa.Column('memory_cost', sa.Integer(), nullable=False),
    sa.Column('pepper', sa.LargeBinary(), nullable=True),
    sa.Column('pepper_mark', sa.LargeBinary(), nullable=False),
    sa.Column('wrong', sa.Integer(), nullable=False),
    sa.Column('tried_at', sa.DateTime(), nullable=True),
    sa.Column('set_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_pin_staff_id_staff'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('staff_id', name=op.f('pk_staff_pin'))
    )
    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('customer_id', sa.Integer(), nullable=True),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_draft_customer_id_customer'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_draft_staff_id_staff'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft'))
    )
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_customer_id'), ['customer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_draft_staff_id'), ['staff_id'], unique=False)
    op.create_table('wait_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=True),
    sa.Column('service_name', sa.String(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('days', sa.String(), nullable=False),
    sa.Column('after', sa.String(), nullable=False),
    sa.Column('before', sa.String(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('created_by', sa.String(), nullable=False),
    sa.Column('closed_at', sa.DateTime(), nullable=True),
    sa.Column('appointment_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['appointment_id'], ['appointment.id'], name=op.f('fk_wait_entry_appointment_id_appointment'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_wait_entry_customer_id_customer'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_wait_entry_service_id_service'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_wait_entry_staff_id_staff'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wait_entry'))
    )
    with op.batch_alter_table('wait_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wait_entry_appointment_id'), ['appointment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_wait_entry_customer_id'), ['customer_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_wait_entry_service_id'), ['service_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_wait_entry_staff_id'), ['staff_id'], unique=False)
        batch_op.create_index('ix_wait_entry_waiting', ['until'], unique=False, sqlite_where=sa.text("state = 'waiting'"))
    with op.batch_alter_table('appointment', schema=None) as batch_op:
        batch_op.create_index('ix_appointment_kept', ['customer_id', 'starts_at', 'status'], unique=False, sqlite_where=sa.text("status IN ('arrived', 'done')"))
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('by', sa.String(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('deleted_at', sa.DateTime(), nullable=True))
        batch_op.create_index('ix_attachment_deleted_at', ['deleted_at'], unique=False, sqlite_where=sa.text('deleted_at IS NOT NULL'))
    with op.batch_alter_table('customer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_customer_household_id'))
        batch_op.drop_index(batch_op.f('ix_customer_import_batch_id'))
        batch_op.drop_index(batch_op.f('ix_customer_merged_into_id'))
        batch_op.create_index('ix_customer_household', ['household_id'], unique=False, sqlite_where=sa.text('household_id IS NOT NULL'))
        batch_op.create_index('ix_customer_import_batch', ['import_batch_id'], unique=False, sqlite_where=sa.text('import_batch_id IS NOT NULL'))
        batch_op.create_index('ix_customer_merged_into', ['merged_into_id'], unique=False, sqlite_where=sa.text('merged_into_id IS NOT NULL'))
    with op.batch_alter_table('interaction', schema=None) as batch_op:
        batch_op.add_column(sa.Column('details', sa.String(), server_default='', nullable=False))
        batch_op.drop_index(batch_op.f('ix_interaction_appointment_id'))
        batch_op.drop_index(batch_op.f('ix_interaction_import_batch_id'))
        batch_op.create_index('ix_interaction_appointment', ['appointment_id'], unique=False, sqlite_where=sa.text('appointment_id IS NOT NULL'))
        batch_op.create_index('ix_interaction_came', ['customer_id', 'at', 'kind', 'deleted_at', 'amount_minor', 'currency'], unique=False, sqlite_where=sa.text("kind IN ('visit', 'purchase') AND deleted_at IS NULL"))
        batch_op.create_index('ix_interaction_import_batch', ['import_batch_id'], unique=False, sqlite_where=sa.text('import_batch_id IS NOT NULL'))
    with op.batch_alter_table('staff', schema=None) as batch_op:
        batch_op.add_column(sa.Column('quiet_from', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('quiet_until', sa.String(), nullable=True))
    op.execute('CREATE TABLE search_phone (key INTEGER PRIMARY KEY)')
    op.execute('CREATE TABLE search_card (\n        customer_id INTEGER PRIMARY KEY, names TEXT NOT NULL, phones TEXT NOT NULL, others TEXT NOT NULL)')
    op.execute("CREATE TRIGGER IF NOT EXISTS search_term_seen AFTER UPDATE OF last_seen_at ON customer\n    WHEN NEW.last_seen_at IS NOT OLD.last_seen_at BEGIN\n    UPDATE search_term SET seen = unixepoch(NEW.last_seen_at) WHERE customer_id = NEW.id AND term IN\n    (SELECT 'n' || value FROM json_each((SELECT names FROM search_card WHERE customer_id = NEW.id))); END")
