from audiences import lifecycle

lifecycle.deletes("segments_segmentmember", "segment_id", "contact_id")
