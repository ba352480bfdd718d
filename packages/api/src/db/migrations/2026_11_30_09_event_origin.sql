-- From where something was done: the network and the kind of device, never the address; erased with the detail.
alter table event_detail add column origin json;
