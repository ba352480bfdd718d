-- The field of action of each category, for installations whose terms were loaded before there were fields: a new one
-- has it from its seed, which leaves alone what is there.
update term t set attributes = t.attributes || jsonb_build_object('field', f.field), version = version + 1, updated_at = now()
from (values
  ('handicap', array['182', '183', '186', '188', '189', '190', '192', '194', '195', '196', '221', '238', '390', '396', '402', '377', '370', '246', '247', '198', '249', '255', '448', '449', '437', '252', '253', '382', '379', '395', '445', '446', '464', '705', '461', '609']),
  ('protection-enfance', array['166', '159', '172', '175', '176', '177', '236', '286', '295', '378', '411', '462', '640', '643', '644', '241', '242', '440', '441']),
  ('exclusions', array['214', '219', '216', '256', '257', '258', '259', '380', '608', '442', '443']),
  ('addictions', array['165', '178', '180', '197', '213']),
  ('grand-age', array['500', '501', '502', '202', '207', '381', '463', '354', '209', '460']),
  ('protection-juridique', array['340', '341', '342', '344']),
  ('autre', array['156', '425', '412', '124', '109', '127', '365', '603', '604', '606', '223', '701', '702', '633', '704', '330', '436'])
) as f (field, codes)
where t.vocabulary = 'essms-categories' and t.code = any (f.codes) and not t.attributes ? 'field';

update vocabulary set version = version + 1, updated_at = now() where code = 'essms-categories';
