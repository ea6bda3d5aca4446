from audiences import lifecycle

lifecycle.deletes("delivery_received", "id")
