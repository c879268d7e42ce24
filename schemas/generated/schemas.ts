// Generated from schemas/types/*.avsc by `npm run schemas`. Do not edit.

/** Avro schema documents by full name, each self-contained. */
export const schemas: Readonly<Record<string, object>> = {
  "org.registrystream.AuditEvent": {
    "type": "record",
    "name": "AuditEvent",
    "namespace": "org.registrystream",
    "doc": "One change that really happened in the registry.",
    "fields": [
      {
        "name": "eventId",
        "type": "string"
      },
      {
        "name": "subjectId",
        "type": "string"
      },
      {
        "name": "subjectKind",
        "type": {
          "type": "enum",
          "name": "EntityKind",
          "namespace": "org.registrystream",
          "doc": "What is resolved.",
          "symbols": [
            "individual",
            "group"
          ]
        }
      },
      {
        "name": "action",
        "type": {
          "type": "enum",
          "name": "AuditAction",
          "namespace": "org.registrystream",
          "doc": "What happened.",
          "symbols": [
            "created",
            "updated",
            "merged",
            "split",
            "withdrawn",
            "restored",
            "enrolled"
          ]
        }
      },
      {
        "name": "changes",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "FieldChange",
            "namespace": "org.registrystream",
            "doc": "One field's values before and after: absent, keyed hashes or full, as valueMode says.",
            "fields": [
              {
                "name": "field",
                "type": "string"
              },
              {
                "name": "before",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              },
              {
                "name": "after",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              }
            ]
          }
        }
      },
      {
        "name": "valueMode",
        "type": {
          "type": "enum",
          "name": "AuditValueMode",
          "namespace": "org.registrystream",
          "doc": "What before and after hold.",
          "symbols": [
            "none",
            "hashed",
            "full"
          ]
        }
      },
      {
        "name": "sources",
        "type": {
          "type": "array",
          "items": "string"
        },
        "doc": "Names of the sources behind the subject."
      },
      {
        "name": "importRun",
        "type": "string"
      },
      {
        "name": "cause",
        "type": {
          "type": "record",
          "name": "Position",
          "namespace": "org.registrystream",
          "doc": "A place in Kafka: the cause of an event.",
          "fields": [
            {
              "name": "topic",
              "type": "string",
              "doc": "Logical topic name, without the deployment's prefix."
            },
            {
              "name": "partition",
              "type": "int"
            },
            {
              "name": "offset",
              "type": "long"
            }
          ]
        },
        "doc": "The event that was applied: its topic, partition and offset."
      },
      {
        "name": "eventTime",
        "type": "long",
        "doc": "When the source saw it."
      },
      {
        "name": "recordedTime",
        "type": "long",
        "doc": "When the registry recorded it."
      }
    ]
  },
  "org.registrystream.DeadLetter": {
    "type": "record",
    "name": "DeadLetter",
    "namespace": "org.registrystream",
    "doc": "A record that cannot go on, with its reason and its way back.",
    "fields": [
      {
        "name": "component",
        "type": "string"
      },
      {
        "name": "code",
        "type": "string"
      },
      {
        "name": "message",
        "type": "string"
      },
      {
        "name": "field",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "recordKey",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "source",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "import",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "importRun",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "position",
        "type": [
          "null",
          {
            "type": "record",
            "name": "Position",
            "namespace": "org.registrystream",
            "doc": "A place in Kafka: the cause of an event.",
            "fields": [
              {
                "name": "topic",
                "type": "string",
                "doc": "Logical topic name, without the deployment's prefix."
              },
              {
                "name": "partition",
                "type": "int"
              },
              {
                "name": "offset",
                "type": "long"
              }
            ]
          }
        ],
        "doc": "Where it stands in Kafka; null when it never got there.",
        "default": null
      },
      {
        "name": "originalKey",
        "type": [
          "null",
          "bytes"
        ],
        "default": null
      },
      {
        "name": "originalValue",
        "type": [
          "null",
          "bytes"
        ],
        "doc": "The original bytes, cut at 512 KiB.",
        "default": null
      },
      {
        "name": "truncated",
        "type": "boolean"
      },
      {
        "name": "originalHeaders",
        "type": {
          "type": "map",
          "values": "bytes"
        }
      },
      {
        "name": "version",
        "type": "long",
        "doc": "Version of the source record, 0 when unknown."
      },
      {
        "name": "attempt",
        "type": "int"
      },
      {
        "name": "time",
        "type": "long"
      }
    ]
  },
  "org.registrystream.FirstSeen": {
    "type": "record",
    "name": "FirstSeen",
    "namespace": "org.registrystream",
    "doc": "The moment at which a source first published a record: orders records for ever, carried in every later event.",
    "fields": [
      {
        "name": "time",
        "type": "long",
        "doc": "Milliseconds since 1970 UTC: the larger of the clock and one more than the highest in the log."
      },
      {
        "name": "source",
        "type": "string",
        "doc": "Name of the source that published it."
      },
      {
        "name": "sequence",
        "type": "long",
        "doc": "Counts up within the source, so that no two records share a moment."
      }
    ]
  },
  "org.registrystream.Group": {
    "type": "record",
    "name": "Group",
    "namespace": "org.registrystream",
    "doc": "The complete state of one group (household).",
    "fields": [
      {
        "name": "groupId",
        "type": "string",
        "doc": "UUID, stable."
      },
      {
        "name": "version",
        "type": "long",
        "doc": "generation · 2^40 + input offset + 1: a newer state passes an older one anywhere, stale ones are dropped."
      },
      {
        "name": "status",
        "type": {
          "type": "enum",
          "name": "RegistrantStatus",
          "namespace": "org.registrystream",
          "doc": "active; withdrawn: every source record is; merged: see mergedInto.",
          "symbols": [
            "active",
            "withdrawn",
            "merged"
          ]
        }
      },
      {
        "name": "mergedInto",
        "type": [
          "null",
          "string"
        ],
        "doc": "With status merged: the id that survives.",
        "default": null
      },
      {
        "name": "mergedFrom",
        "type": {
          "type": "array",
          "items": "string"
        },
        "doc": "Ids that were merged into this one."
      },
      {
        "name": "name",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "groupKind",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "partial",
        "type": [
          "null",
          "boolean"
        ],
        "default": null
      },
      {
        "name": "address",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "area",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "registrationDate",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "members",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "GroupMember",
            "namespace": "org.registrystream",
            "doc": "A membership, written by the group's event alone.",
            "fields": [
              {
                "name": "registrantId",
                "type": "string"
              },
              {
                "name": "kinds",
                "type": {
                  "type": "array",
                  "items": "string"
                }
              },
              {
                "name": "startDate",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              },
              {
                "name": "endDate",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              },
              {
                "name": "relation",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              }
            ]
          }
        }
      },
      {
        "name": "identifiers",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Identifier",
            "namespace": "org.registrystream",
            "doc": "An identifier of a registrant or group in its canonical form.",
            "fields": [
              {
                "name": "type",
                "type": "string"
              },
              {
                "name": "value",
                "type": "string",
                "doc": "Canonical value."
              },
              {
                "name": "issuer",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              },
              {
                "name": "expiry",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              },
              {
                "name": "status",
                "type": {
                  "type": "enum",
                  "name": "IdentifierStatus",
                  "namespace": "org.registrystream",
                  "doc": "valid identifiers of unique types link records; all others are kept and link nothing.",
                  "symbols": [
                    "valid",
                    "expired",
                    "invalid",
                    "placeholder",
                    "shared"
                  ]
                }
              },
              {
                "name": "endDate",
                "type": [
                  "null",
                  "string"
                ],
                "doc": "Day on which it was gone from a complete list; null while current.",
                "default": null
              }
            ]
          }
        }
      },
      {
        "name": "phones",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Phone",
            "namespace": "org.registrystream",
            "doc": "A phone of a registrant or group.",
            "fields": [
              {
                "name": "number",
                "type": "string",
                "doc": "As collected."
              },
              {
                "name": "e164",
                "type": [
                  "null",
                  "string"
                ],
                "doc": "E.164 form, where the number could be read.",
                "default": null
              },
              {
                "name": "collected",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              },
              {
                "name": "disabled",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              }
            ]
          }
        }
      },
      {
        "name": "attributes",
        "type": {
          "type": "map",
          "values": "string"
        }
      },
      {
        "name": "programs",
        "type": {
          "type": "array",
          "items": "string"
        },
        "doc": "Programmes for which its imports propose enrolment."
      },
      {
        "name": "sources",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Provenance",
            "namespace": "org.registrystream",
            "doc": "A source record that stands behind a registrant or group.",
            "fields": [
              {
                "name": "recordKey",
                "type": "string"
              },
              {
                "name": "source",
                "type": "string"
              },
              {
                "name": "import",
                "type": "string"
              },
              {
                "name": "state",
                "type": {
                  "type": "enum",
                  "name": "RecordState",
                  "namespace": "org.registrystream",
                  "doc": "What a source knows of a record.",
                  "symbols": [
                    "present",
                    "withdrawn",
                    "out_of_scope"
                  ]
                }
              },
              {
                "name": "version",
                "type": "long"
              },
              {
                "name": "firstSeen",
                "type": {
                  "type": "record",
                  "name": "FirstSeen",
                  "namespace": "org.registrystream",
                  "doc": "The moment at which a source first published a record: orders records for ever, carried in every later event.",
                  "fields": [
                    {
                      "name": "time",
                      "type": "long",
                      "doc": "Milliseconds since 1970 UTC: the larger of the clock and one more than the highest in the log."
                    },
                    {
                      "name": "source",
                      "type": "string",
                      "doc": "Name of the source that published it."
                    },
                    {
                      "name": "sequence",
                      "type": "long",
                      "doc": "Counts up within the source, so that no two records share a moment."
                    }
                  ]
                }
              },
              {
                "name": "observedAt",
                "type": "long"
              },
              {
                "name": "importRun",
                "type": "string"
              }
            ]
          }
        }
      },
      {
        "name": "fieldSources",
        "type": {
          "type": "map",
          "values": "string"
        },
        "doc": "Field name to the `recordKey/import` that its value was taken from."
      },
      {
        "name": "importRun",
        "type": "string",
        "doc": "Run of the input record that caused this state."
      },
      {
        "name": "cause",
        "type": {
          "type": "record",
          "name": "Position",
          "namespace": "org.registrystream",
          "doc": "A place in Kafka: the cause of an event.",
          "fields": [
            {
              "name": "topic",
              "type": "string",
              "doc": "Logical topic name, without the deployment's prefix."
            },
            {
              "name": "partition",
              "type": "int"
            },
            {
              "name": "offset",
              "type": "long"
            }
          ]
        }
      },
      {
        "name": "observedAt",
        "type": "long",
        "doc": "When the source saw what caused this state."
      }
    ]
  },
  "org.registrystream.GroupMember": {
    "type": "record",
    "name": "GroupMember",
    "namespace": "org.registrystream",
    "doc": "A membership, written by the group's event alone.",
    "fields": [
      {
        "name": "registrantId",
        "type": "string"
      },
      {
        "name": "kinds",
        "type": {
          "type": "array",
          "items": "string"
        }
      },
      {
        "name": "startDate",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "endDate",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "relation",
        "type": [
          "null",
          "string"
        ],
        "default": null
      }
    ]
  },
  "org.registrystream.Identifier": {
    "type": "record",
    "name": "Identifier",
    "namespace": "org.registrystream",
    "doc": "An identifier of a registrant or group in its canonical form.",
    "fields": [
      {
        "name": "type",
        "type": "string"
      },
      {
        "name": "value",
        "type": "string",
        "doc": "Canonical value."
      },
      {
        "name": "issuer",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "expiry",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "status",
        "type": {
          "type": "enum",
          "name": "IdentifierStatus",
          "namespace": "org.registrystream",
          "doc": "valid identifiers of unique types link records; all others are kept and link nothing.",
          "symbols": [
            "valid",
            "expired",
            "invalid",
            "placeholder",
            "shared"
          ]
        }
      },
      {
        "name": "endDate",
        "type": [
          "null",
          "string"
        ],
        "doc": "Day on which it was gone from a complete list; null while current.",
        "default": null
      }
    ]
  },
  "org.registrystream.IdentityDecision": {
    "type": "record",
    "name": "IdentityDecision",
    "namespace": "org.registrystream",
    "doc": "Why a record belongs to the registrant or group it belongs to.",
    "fields": [
      {
        "name": "entityId",
        "type": "string"
      },
      {
        "name": "entityKind",
        "type": {
          "type": "enum",
          "name": "EntityKind",
          "namespace": "org.registrystream",
          "doc": "What is resolved.",
          "symbols": [
            "individual",
            "group"
          ]
        }
      },
      {
        "name": "kind",
        "type": {
          "type": "enum",
          "name": "DecisionKind",
          "namespace": "org.registrystream",
          "doc": "What was decided.",
          "symbols": [
            "created",
            "linked",
            "merged",
            "split",
            "redirected",
            "review_opened",
            "review_closed"
          ]
        }
      },
      {
        "name": "recordKey",
        "type": "string"
      },
      {
        "name": "rule",
        "type": "string",
        "doc": "The rule that decided, for example `identifier` or `source-key`."
      },
      {
        "name": "evidence",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Evidence",
            "namespace": "org.registrystream",
            "doc": "An identifier that two records share: its type and issuer, never its value.",
            "fields": [
              {
                "name": "identifierType",
                "type": "string"
              },
              {
                "name": "issuer",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              },
              {
                "name": "otherRecordKey",
                "type": "string"
              }
            ]
          }
        }
      },
      {
        "name": "conflicts",
        "type": {
          "type": "array",
          "items": "string"
        },
        "doc": "What spoke against it, for example `sex`, `birth-date`, `identifier:National ID`, `several-registrants`."
      },
      {
        "name": "otherEntityIds",
        "type": {
          "type": "array",
          "items": "string"
        },
        "doc": "Entities merged, split from, redirected to, or that a review must choose between."
      },
      {
        "name": "version",
        "type": "long"
      },
      {
        "name": "cause",
        "type": {
          "type": "record",
          "name": "Position",
          "namespace": "org.registrystream",
          "doc": "A place in Kafka: the cause of an event.",
          "fields": [
            {
              "name": "topic",
              "type": "string",
              "doc": "Logical topic name, without the deployment's prefix."
            },
            {
              "name": "partition",
              "type": "int"
            },
            {
              "name": "offset",
              "type": "long"
            }
          ]
        }
      },
      {
        "name": "importRun",
        "type": "string"
      },
      {
        "name": "observedAt",
        "type": "long"
      }
    ]
  },
  "org.registrystream.ImportRun": {
    "type": "record",
    "name": "ImportRun",
    "namespace": "org.registrystream",
    "doc": "Start or end of an import run in the log. Passed on to every output partition, it says that everything before it has arrived.",
    "fields": [
      {
        "name": "runId",
        "type": "string"
      },
      {
        "name": "source",
        "type": "string"
      },
      {
        "name": "import",
        "type": "string"
      },
      {
        "name": "mode",
        "type": {
          "type": "enum",
          "name": "ScanMode",
          "namespace": "org.registrystream",
          "doc": "How the import was read.",
          "symbols": [
            "incremental",
            "complete"
          ]
        }
      },
      {
        "name": "phase",
        "type": {
          "type": "enum",
          "name": "RunPhase",
          "namespace": "org.registrystream",
          "doc": "started, or how it ended.",
          "symbols": [
            "started",
            "completed",
            "interrupted"
          ]
        }
      },
      {
        "name": "startedAt",
        "type": "long"
      },
      {
        "name": "endedAt",
        "type": [
          "null",
          "long"
        ],
        "default": null
      },
      {
        "name": "published",
        "type": "long",
        "doc": "Source records published by the run."
      },
      {
        "name": "skippedUnchanged",
        "type": "long"
      },
      {
        "name": "skippedWithoutIdentifier",
        "type": "long"
      },
      {
        "name": "withdrawalsPending",
        "type": "long",
        "doc": "Missing from this complete scan, not yet withdrawn."
      },
      {
        "name": "withdrawalsHeld",
        "type": "long",
        "doc": "Would be withdrawn, held by a guard."
      },
      {
        "name": "deadLettered",
        "type": "long",
        "doc": "Entries that the source could not publish."
      }
    ]
  },
  "org.registrystream.PartialDate": {
    "type": "record",
    "name": "PartialDate",
    "namespace": "org.registrystream",
    "doc": "A date as precise as it is known.",
    "fields": [
      {
        "name": "precision",
        "type": {
          "type": "enum",
          "name": "DatePrecision",
          "namespace": "org.registrystream",
          "doc": "day: YYYY-MM-DD; month: YYYY-MM; year: YYYY; unknown: the text as it came.",
          "symbols": [
            "day",
            "month",
            "year",
            "unknown"
          ]
        }
      },
      {
        "name": "value",
        "type": "string"
      },
      {
        "name": "imprecise",
        "type": "boolean",
        "doc": "True for a day that registries write when they do not know it, such as 1 January."
      }
    ]
  },
  "org.registrystream.Phone": {
    "type": "record",
    "name": "Phone",
    "namespace": "org.registrystream",
    "doc": "A phone of a registrant or group.",
    "fields": [
      {
        "name": "number",
        "type": "string",
        "doc": "As collected."
      },
      {
        "name": "e164",
        "type": [
          "null",
          "string"
        ],
        "doc": "E.164 form, where the number could be read.",
        "default": null
      },
      {
        "name": "collected",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "disabled",
        "type": [
          "null",
          "string"
        ],
        "default": null
      }
    ]
  },
  "org.registrystream.Position": {
    "type": "record",
    "name": "Position",
    "namespace": "org.registrystream",
    "doc": "A place in Kafka: the cause of an event.",
    "fields": [
      {
        "name": "topic",
        "type": "string",
        "doc": "Logical topic name, without the deployment's prefix."
      },
      {
        "name": "partition",
        "type": "int"
      },
      {
        "name": "offset",
        "type": "long"
      }
    ]
  },
  "org.registrystream.Provenance": {
    "type": "record",
    "name": "Provenance",
    "namespace": "org.registrystream",
    "doc": "A source record that stands behind a registrant or group.",
    "fields": [
      {
        "name": "recordKey",
        "type": "string"
      },
      {
        "name": "source",
        "type": "string"
      },
      {
        "name": "import",
        "type": "string"
      },
      {
        "name": "state",
        "type": {
          "type": "enum",
          "name": "RecordState",
          "namespace": "org.registrystream",
          "doc": "What a source knows of a record.",
          "symbols": [
            "present",
            "withdrawn",
            "out_of_scope"
          ]
        }
      },
      {
        "name": "version",
        "type": "long"
      },
      {
        "name": "firstSeen",
        "type": {
          "type": "record",
          "name": "FirstSeen",
          "namespace": "org.registrystream",
          "doc": "The moment at which a source first published a record: orders records for ever, carried in every later event.",
          "fields": [
            {
              "name": "time",
              "type": "long",
              "doc": "Milliseconds since 1970 UTC: the larger of the clock and one more than the highest in the log."
            },
            {
              "name": "source",
              "type": "string",
              "doc": "Name of the source that published it."
            },
            {
              "name": "sequence",
              "type": "long",
              "doc": "Counts up within the source, so that no two records share a moment."
            }
          ]
        }
      },
      {
        "name": "observedAt",
        "type": "long"
      },
      {
        "name": "importRun",
        "type": "string"
      }
    ]
  },
  "org.registrystream.Registrant": {
    "type": "record",
    "name": "Registrant",
    "namespace": "org.registrystream",
    "doc": "The complete state of one individual, resolved from all source records that are the same person.",
    "fields": [
      {
        "name": "registrantId",
        "type": "string",
        "doc": "UUID, stable."
      },
      {
        "name": "version",
        "type": "long",
        "doc": "generation · 2^40 + input offset + 1: a newer state passes an older one anywhere, stale ones are dropped."
      },
      {
        "name": "status",
        "type": {
          "type": "enum",
          "name": "RegistrantStatus",
          "namespace": "org.registrystream",
          "doc": "active; withdrawn: every source record is; merged: see mergedInto.",
          "symbols": [
            "active",
            "withdrawn",
            "merged"
          ]
        }
      },
      {
        "name": "mergedInto",
        "type": [
          "null",
          "string"
        ],
        "doc": "With status merged: the id that survives.",
        "default": null
      },
      {
        "name": "mergedFrom",
        "type": {
          "type": "array",
          "items": "string"
        },
        "doc": "Ids that were merged into this one."
      },
      {
        "name": "fullName",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "givenName",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "familyName",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "additionalName",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "sex",
        "type": [
          "null",
          "string"
        ],
        "doc": "male, female, other or unknown.",
        "default": null
      },
      {
        "name": "birthDate",
        "type": [
          "null",
          {
            "type": "record",
            "name": "PartialDate",
            "namespace": "org.registrystream",
            "doc": "A date as precise as it is known.",
            "fields": [
              {
                "name": "precision",
                "type": {
                  "type": "enum",
                  "name": "DatePrecision",
                  "namespace": "org.registrystream",
                  "doc": "day: YYYY-MM-DD; month: YYYY-MM; year: YYYY; unknown: the text as it came.",
                  "symbols": [
                    "day",
                    "month",
                    "year",
                    "unknown"
                  ]
                }
              },
              {
                "name": "value",
                "type": "string"
              },
              {
                "name": "imprecise",
                "type": "boolean",
                "doc": "True for a day that registries write when they do not know it, such as 1 January."
              }
            ]
          }
        ],
        "default": null
      },
      {
        "name": "birthPlace",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "deceased",
        "type": [
          "null",
          "boolean"
        ],
        "default": null
      },
      {
        "name": "deathDate",
        "type": [
          "null",
          "org.registrystream.PartialDate"
        ],
        "default": null
      },
      {
        "name": "disabled",
        "type": [
          "null",
          "boolean"
        ],
        "default": null
      },
      {
        "name": "address",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "area",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "email",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "registrationDate",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "identifiers",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Identifier",
            "namespace": "org.registrystream",
            "doc": "An identifier of a registrant or group in its canonical form.",
            "fields": [
              {
                "name": "type",
                "type": "string"
              },
              {
                "name": "value",
                "type": "string",
                "doc": "Canonical value."
              },
              {
                "name": "issuer",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              },
              {
                "name": "expiry",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              },
              {
                "name": "status",
                "type": {
                  "type": "enum",
                  "name": "IdentifierStatus",
                  "namespace": "org.registrystream",
                  "doc": "valid identifiers of unique types link records; all others are kept and link nothing.",
                  "symbols": [
                    "valid",
                    "expired",
                    "invalid",
                    "placeholder",
                    "shared"
                  ]
                }
              },
              {
                "name": "endDate",
                "type": [
                  "null",
                  "string"
                ],
                "doc": "Day on which it was gone from a complete list; null while current.",
                "default": null
              }
            ]
          }
        }
      },
      {
        "name": "phones",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Phone",
            "namespace": "org.registrystream",
            "doc": "A phone of a registrant or group.",
            "fields": [
              {
                "name": "number",
                "type": "string",
                "doc": "As collected."
              },
              {
                "name": "e164",
                "type": [
                  "null",
                  "string"
                ],
                "doc": "E.164 form, where the number could be read.",
                "default": null
              },
              {
                "name": "collected",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              },
              {
                "name": "disabled",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              }
            ]
          }
        }
      },
      {
        "name": "attributes",
        "type": {
          "type": "map",
          "values": "string"
        }
      },
      {
        "name": "programs",
        "type": {
          "type": "array",
          "items": "string"
        },
        "doc": "Programmes for which its imports propose enrolment."
      },
      {
        "name": "sources",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "Provenance",
            "namespace": "org.registrystream",
            "doc": "A source record that stands behind a registrant or group.",
            "fields": [
              {
                "name": "recordKey",
                "type": "string"
              },
              {
                "name": "source",
                "type": "string"
              },
              {
                "name": "import",
                "type": "string"
              },
              {
                "name": "state",
                "type": {
                  "type": "enum",
                  "name": "RecordState",
                  "namespace": "org.registrystream",
                  "doc": "What a source knows of a record.",
                  "symbols": [
                    "present",
                    "withdrawn",
                    "out_of_scope"
                  ]
                }
              },
              {
                "name": "version",
                "type": "long"
              },
              {
                "name": "firstSeen",
                "type": {
                  "type": "record",
                  "name": "FirstSeen",
                  "namespace": "org.registrystream",
                  "doc": "The moment at which a source first published a record: orders records for ever, carried in every later event.",
                  "fields": [
                    {
                      "name": "time",
                      "type": "long",
                      "doc": "Milliseconds since 1970 UTC: the larger of the clock and one more than the highest in the log."
                    },
                    {
                      "name": "source",
                      "type": "string",
                      "doc": "Name of the source that published it."
                    },
                    {
                      "name": "sequence",
                      "type": "long",
                      "doc": "Counts up within the source, so that no two records share a moment."
                    }
                  ]
                }
              },
              {
                "name": "observedAt",
                "type": "long"
              },
              {
                "name": "importRun",
                "type": "string"
              }
            ]
          }
        }
      },
      {
        "name": "fieldSources",
        "type": {
          "type": "map",
          "values": "string"
        },
        "doc": "Field name to the `recordKey/import` that its value was taken from."
      },
      {
        "name": "importRun",
        "type": "string",
        "doc": "Run of the input record that caused this state."
      },
      {
        "name": "cause",
        "type": {
          "type": "record",
          "name": "Position",
          "namespace": "org.registrystream",
          "doc": "A place in Kafka: the cause of an event.",
          "fields": [
            {
              "name": "topic",
              "type": "string",
              "doc": "Logical topic name, without the deployment's prefix."
            },
            {
              "name": "partition",
              "type": "int"
            },
            {
              "name": "offset",
              "type": "long"
            }
          ]
        }
      },
      {
        "name": "observedAt",
        "type": "long",
        "doc": "When the source saw what caused this state."
      }
    ]
  },
  "org.registrystream.SourceCheckpoint": {
    "type": "record",
    "name": "SourceCheckpoint",
    "namespace": "org.registrystream",
    "doc": "Where an import of a source stands.",
    "fields": [
      {
        "name": "source",
        "type": "string"
      },
      {
        "name": "import",
        "type": "string"
      },
      {
        "name": "scopeHash",
        "type": "string",
        "doc": "Hash of the import's query and filters: an edited query makes absent records out of scope, not withdrawn."
      },
      {
        "name": "runId",
        "type": [
          "null",
          "string"
        ],
        "doc": "The run in progress; null between runs.",
        "default": null
      },
      {
        "name": "mode",
        "type": [
          "null",
          {
            "type": "enum",
            "name": "ScanMode",
            "namespace": "org.registrystream",
            "doc": "How the import was read.",
            "symbols": [
              "incremental",
              "complete"
            ]
          }
        ],
        "default": null
      },
      {
        "name": "cursor",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "watermark",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "runStartedAt",
        "type": [
          "null",
          "long"
        ],
        "default": null
      },
      {
        "name": "interrupted",
        "type": "boolean",
        "doc": "The run was resumed after a crash: it withdraws nobody."
      },
      {
        "name": "sequence",
        "type": "long",
        "doc": "Highest first-seen sequence given."
      },
      {
        "name": "highestTime",
        "type": "long",
        "doc": "Highest first-seen time given."
      },
      {
        "name": "counts",
        "type": {
          "type": "map",
          "values": "long"
        },
        "doc": "Counts of the run in progress."
      },
      {
        "name": "lastCompleteScanAt",
        "type": [
          "null",
          "long"
        ],
        "default": null
      },
      {
        "name": "lastIncrementalAt",
        "type": [
          "null",
          "long"
        ],
        "default": null
      },
      {
        "name": "withdrawalsHeld",
        "type": "long",
        "doc": "Withdrawals that a guard holds back."
      },
      {
        "name": "holdReason",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "recentWithdrawals",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "WithdrawalWindow",
            "namespace": "org.registrystream",
            "doc": "Withdrawals published in one run, for the rolling window.",
            "fields": [
              {
                "name": "time",
                "type": "long"
              },
              {
                "name": "count",
                "type": "long"
              }
            ]
          }
        }
      }
    ]
  },
  "org.registrystream.SourceGroup": {
    "type": "record",
    "name": "SourceGroup",
    "namespace": "org.registrystream",
    "doc": "The complete state of one group's record in one import of a source.",
    "fields": [
      {
        "name": "recordKey",
        "type": "string",
        "doc": "128 bits of HMAC-SHA-256 in hexadecimal: names the record for ever."
      },
      {
        "name": "source",
        "type": "string"
      },
      {
        "name": "import",
        "type": "string"
      },
      {
        "name": "priority",
        "type": "int",
        "doc": "Order of the import among the deployment's imports: the lower one wins where a golden record must choose."
      },
      {
        "name": "country",
        "type": "string",
        "doc": "ISO 3166-1 alpha-2: the region in which phone numbers without a country code are read."
      },
      {
        "name": "version",
        "type": "long",
        "doc": "Counts the published states of this record key and import, from 1."
      },
      {
        "name": "state",
        "type": {
          "type": "enum",
          "name": "RecordState",
          "namespace": "org.registrystream",
          "doc": "What a source knows of a record.",
          "symbols": [
            "present",
            "withdrawn",
            "out_of_scope"
          ]
        },
        "doc": "present; withdrawn: gone from two complete scans; out_of_scope: left the import's filter. The last known data stay in the event."
      },
      {
        "name": "firstSeen",
        "type": {
          "type": "record",
          "name": "FirstSeen",
          "namespace": "org.registrystream",
          "doc": "The moment at which a source first published a record: orders records for ever, carried in every later event.",
          "fields": [
            {
              "name": "time",
              "type": "long",
              "doc": "Milliseconds since 1970 UTC: the larger of the clock and one more than the highest in the log."
            },
            {
              "name": "source",
              "type": "string",
              "doc": "Name of the source that published it."
            },
            {
              "name": "sequence",
              "type": "long",
              "doc": "Counts up within the source, so that no two records share a moment."
            }
          ]
        }
      },
      {
        "name": "observedAt",
        "type": "long",
        "doc": "When the poll saw this state, milliseconds since 1970 UTC."
      },
      {
        "name": "importRun",
        "type": "string",
        "doc": "Id of the import run that published this state."
      },
      {
        "name": "submission",
        "type": [
          "null",
          "string"
        ],
        "doc": "Record key of the group in whose entry the person came; persons of one submission are different people.",
        "default": null
      },
      {
        "name": "programs",
        "type": {
          "type": "array",
          "items": "string"
        },
        "doc": "Programmes for which the import proposes enrolment (a draft)."
      },
      {
        "name": "contentHash",
        "type": "string",
        "doc": "Keyed hash of the mapped fields and raw, less volatile fields."
      },
      {
        "name": "name",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "groupKind",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "partial",
        "type": [
          "null",
          "boolean"
        ],
        "default": null
      },
      {
        "name": "address",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "area",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "registrationDate",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "identifiers",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "SourceIdentifier",
            "namespace": "org.registrystream",
            "doc": "An identifier as the registry gives it, with what the source's configuration says about its type.",
            "fields": [
              {
                "name": "type",
                "type": "string"
              },
              {
                "name": "value",
                "type": "string"
              },
              {
                "name": "issuer",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              },
              {
                "name": "expiry",
                "type": [
                  "null",
                  "string"
                ],
                "doc": "Day after which it is no longer valid, YYYY-MM-DD.",
                "default": null
              },
              {
                "name": "uniqueness",
                "type": {
                  "type": "enum",
                  "name": "IdentifierUniqueness",
                  "namespace": "org.registrystream",
                  "doc": "unique: one living person or group has it; shared: households share it; unknown: the type is not configured.",
                  "symbols": [
                    "unique",
                    "shared",
                    "unknown"
                  ]
                }
              },
              {
                "name": "wellFormed",
                "type": "boolean",
                "doc": "False when it breaks the pattern or checksum configured for its type."
              }
            ]
          }
        }
      },
      {
        "name": "phones",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "SourcePhone",
            "namespace": "org.registrystream",
            "doc": "A phone as the registry gives it.",
            "fields": [
              {
                "name": "number",
                "type": "string"
              },
              {
                "name": "collected",
                "type": [
                  "null",
                  "string"
                ],
                "doc": "YYYY-MM-DD",
                "default": null
              },
              {
                "name": "disabled",
                "type": [
                  "null",
                  "string"
                ],
                "doc": "YYYY-MM-DD; null while in use.",
                "default": null
              }
            ]
          }
        }
      },
      {
        "name": "members",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "SourceMember",
            "namespace": "org.registrystream",
            "doc": "A member of a group, by record key.",
            "fields": [
              {
                "name": "recordKey",
                "type": "string"
              },
              {
                "name": "kinds",
                "type": {
                  "type": "array",
                  "items": "string"
                }
              },
              {
                "name": "startDate",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              },
              {
                "name": "endDate",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              },
              {
                "name": "relation",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              }
            ]
          }
        }
      },
      {
        "name": "attributes",
        "type": {
          "type": "map",
          "values": "string"
        }
      },
      {
        "name": "raw",
        "type": [
          "null",
          "string"
        ],
        "doc": "The group's original JSON without its members' persons.",
        "default": null
      }
    ]
  },
  "org.registrystream.SourceIdentifier": {
    "type": "record",
    "name": "SourceIdentifier",
    "namespace": "org.registrystream",
    "doc": "An identifier as the registry gives it, with what the source's configuration says about its type.",
    "fields": [
      {
        "name": "type",
        "type": "string"
      },
      {
        "name": "value",
        "type": "string"
      },
      {
        "name": "issuer",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "expiry",
        "type": [
          "null",
          "string"
        ],
        "doc": "Day after which it is no longer valid, YYYY-MM-DD.",
        "default": null
      },
      {
        "name": "uniqueness",
        "type": {
          "type": "enum",
          "name": "IdentifierUniqueness",
          "namespace": "org.registrystream",
          "doc": "unique: one living person or group has it; shared: households share it; unknown: the type is not configured.",
          "symbols": [
            "unique",
            "shared",
            "unknown"
          ]
        }
      },
      {
        "name": "wellFormed",
        "type": "boolean",
        "doc": "False when it breaks the pattern or checksum configured for its type."
      }
    ]
  },
  "org.registrystream.SourceIndexEntry": {
    "type": "record",
    "name": "SourceIndexEntry",
    "namespace": "org.registrystream",
    "doc": "What a source needs to know of a record it has published: rebuilt at start from this compacted topic.",
    "fields": [
      {
        "name": "recordKey",
        "type": "string"
      },
      {
        "name": "source",
        "type": "string"
      },
      {
        "name": "import",
        "type": "string"
      },
      {
        "name": "target",
        "type": {
          "type": "enum",
          "name": "RecordTarget",
          "namespace": "org.registrystream",
          "doc": "Person or group.",
          "symbols": [
            "person",
            "group"
          ]
        }
      },
      {
        "name": "version",
        "type": "long"
      },
      {
        "name": "contentHash",
        "type": "string"
      },
      {
        "name": "state",
        "type": {
          "type": "enum",
          "name": "RecordState",
          "namespace": "org.registrystream",
          "doc": "What a source knows of a record.",
          "symbols": [
            "present",
            "withdrawn",
            "out_of_scope"
          ]
        }
      },
      {
        "name": "firstSeen",
        "type": {
          "type": "record",
          "name": "FirstSeen",
          "namespace": "org.registrystream",
          "doc": "The moment at which a source first published a record: orders records for ever, carried in every later event.",
          "fields": [
            {
              "name": "time",
              "type": "long",
              "doc": "Milliseconds since 1970 UTC: the larger of the clock and one more than the highest in the log."
            },
            {
              "name": "source",
              "type": "string",
              "doc": "Name of the source that published it."
            },
            {
              "name": "sequence",
              "type": "long",
              "doc": "Counts up within the source, so that no two records share a moment."
            }
          ]
        }
      },
      {
        "name": "aliases",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "RecordAlias",
            "namespace": "org.registrystream",
            "doc": "A keyed hash by which the record is found again; the strongest decides.",
            "fields": [
              {
                "name": "kind",
                "type": {
                  "type": "enum",
                  "name": "AliasKind",
                  "namespace": "org.registrystream",
                  "doc": "From strong to weak.",
                  "symbols": [
                    "record_id",
                    "identifier",
                    "naming_in_group"
                  ]
                }
              },
              {
                "name": "hash",
                "type": "string"
              }
            ]
          }
        }
      },
      {
        "name": "namingHashes",
        "type": {
          "type": "array",
          "items": "string"
        },
        "doc": "Keyed hashes of name and of birth date: a missing record that an unkeyed entry resembles is not withdrawn."
      },
      {
        "name": "groupKey",
        "type": [
          "null",
          "string"
        ],
        "doc": "Record key of the group in whose entry the person came.",
        "default": null
      },
      {
        "name": "areaHash",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "missingScans",
        "type": "int",
        "doc": "Complete scans in a row that did not see it."
      },
      {
        "name": "missingSince",
        "type": [
          "null",
          "long"
        ],
        "default": null
      },
      {
        "name": "missingRun",
        "type": [
          "null",
          "string"
        ],
        "doc": "The run that counted last.",
        "default": null
      }
    ]
  },
  "org.registrystream.SourceMember": {
    "type": "record",
    "name": "SourceMember",
    "namespace": "org.registrystream",
    "doc": "A member of a group, by record key.",
    "fields": [
      {
        "name": "recordKey",
        "type": "string"
      },
      {
        "name": "kinds",
        "type": {
          "type": "array",
          "items": "string"
        }
      },
      {
        "name": "startDate",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "endDate",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "relation",
        "type": [
          "null",
          "string"
        ],
        "default": null
      }
    ]
  },
  "org.registrystream.SourcePerson": {
    "type": "record",
    "name": "SourcePerson",
    "namespace": "org.registrystream",
    "doc": "The complete state of one person's record in one import of a source.",
    "fields": [
      {
        "name": "recordKey",
        "type": "string",
        "doc": "128 bits of HMAC-SHA-256 in hexadecimal: names the record for ever."
      },
      {
        "name": "source",
        "type": "string"
      },
      {
        "name": "import",
        "type": "string"
      },
      {
        "name": "priority",
        "type": "int",
        "doc": "Order of the import among the deployment's imports: the lower one wins where a golden record must choose."
      },
      {
        "name": "country",
        "type": "string",
        "doc": "ISO 3166-1 alpha-2: the region in which phone numbers without a country code are read."
      },
      {
        "name": "version",
        "type": "long",
        "doc": "Counts the published states of this record key and import, from 1."
      },
      {
        "name": "state",
        "type": {
          "type": "enum",
          "name": "RecordState",
          "namespace": "org.registrystream",
          "doc": "What a source knows of a record.",
          "symbols": [
            "present",
            "withdrawn",
            "out_of_scope"
          ]
        },
        "doc": "present; withdrawn: gone from two complete scans; out_of_scope: left the import's filter. The last known data stay in the event."
      },
      {
        "name": "firstSeen",
        "type": {
          "type": "record",
          "name": "FirstSeen",
          "namespace": "org.registrystream",
          "doc": "The moment at which a source first published a record: orders records for ever, carried in every later event.",
          "fields": [
            {
              "name": "time",
              "type": "long",
              "doc": "Milliseconds since 1970 UTC: the larger of the clock and one more than the highest in the log."
            },
            {
              "name": "source",
              "type": "string",
              "doc": "Name of the source that published it."
            },
            {
              "name": "sequence",
              "type": "long",
              "doc": "Counts up within the source, so that no two records share a moment."
            }
          ]
        }
      },
      {
        "name": "observedAt",
        "type": "long",
        "doc": "When the poll saw this state, milliseconds since 1970 UTC."
      },
      {
        "name": "importRun",
        "type": "string",
        "doc": "Id of the import run that published this state."
      },
      {
        "name": "submission",
        "type": [
          "null",
          "string"
        ],
        "doc": "Record key of the group in whose entry the person came; persons of one submission are different people.",
        "default": null
      },
      {
        "name": "programs",
        "type": {
          "type": "array",
          "items": "string"
        },
        "doc": "Programmes for which the import proposes enrolment (a draft)."
      },
      {
        "name": "contentHash",
        "type": "string",
        "doc": "Keyed hash of the mapped fields and raw, less volatile fields."
      },
      {
        "name": "fullName",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "givenName",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "familyName",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "additionalName",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "sex",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "birthDate",
        "type": [
          "null",
          "string"
        ],
        "doc": "As the registry wrote it.",
        "default": null
      },
      {
        "name": "birthPlace",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "deathDate",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "deceased",
        "type": [
          "null",
          "boolean"
        ],
        "default": null
      },
      {
        "name": "disabled",
        "type": [
          "null",
          "boolean"
        ],
        "default": null
      },
      {
        "name": "address",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "area",
        "type": [
          "null",
          "string"
        ],
        "doc": "District or similar: rate guards count by it.",
        "default": null
      },
      {
        "name": "email",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "registrationDate",
        "type": [
          "null",
          "string"
        ],
        "default": null
      },
      {
        "name": "identifiers",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "SourceIdentifier",
            "namespace": "org.registrystream",
            "doc": "An identifier as the registry gives it, with what the source's configuration says about its type.",
            "fields": [
              {
                "name": "type",
                "type": "string"
              },
              {
                "name": "value",
                "type": "string"
              },
              {
                "name": "issuer",
                "type": [
                  "null",
                  "string"
                ],
                "default": null
              },
              {
                "name": "expiry",
                "type": [
                  "null",
                  "string"
                ],
                "doc": "Day after which it is no longer valid, YYYY-MM-DD.",
                "default": null
              },
              {
                "name": "uniqueness",
                "type": {
                  "type": "enum",
                  "name": "IdentifierUniqueness",
                  "namespace": "org.registrystream",
                  "doc": "unique: one living person or group has it; shared: households share it; unknown: the type is not configured.",
                  "symbols": [
                    "unique",
                    "shared",
                    "unknown"
                  ]
                }
              },
              {
                "name": "wellFormed",
                "type": "boolean",
                "doc": "False when it breaks the pattern or checksum configured for its type."
              }
            ]
          }
        }
      },
      {
        "name": "phones",
        "type": {
          "type": "array",
          "items": {
            "type": "record",
            "name": "SourcePhone",
            "namespace": "org.registrystream",
            "doc": "A phone as the registry gives it.",
            "fields": [
              {
                "name": "number",
                "type": "string"
              },
              {
                "name": "collected",
                "type": [
                  "null",
                  "string"
                ],
                "doc": "YYYY-MM-DD",
                "default": null
              },
              {
                "name": "disabled",
                "type": [
                  "null",
                  "string"
                ],
                "doc": "YYYY-MM-DD; null while in use.",
                "default": null
              }
            ]
          }
        }
      },
      {
        "name": "attributes",
        "type": {
          "type": "map",
          "values": "string"
        },
        "doc": "Fields without a home, each value as JSON text."
      },
      {
        "name": "raw",
        "type": [
          "null",
          "string"
        ],
        "doc": "The registry's original JSON, unless switched off.",
        "default": null
      }
    ]
  },
  "org.registrystream.SourcePhone": {
    "type": "record",
    "name": "SourcePhone",
    "namespace": "org.registrystream",
    "doc": "A phone as the registry gives it.",
    "fields": [
      {
        "name": "number",
        "type": "string"
      },
      {
        "name": "collected",
        "type": [
          "null",
          "string"
        ],
        "doc": "YYYY-MM-DD",
        "default": null
      },
      {
        "name": "disabled",
        "type": [
          "null",
          "string"
        ],
        "doc": "YYYY-MM-DD; null while in use.",
        "default": null
      }
    ]
  }
};
