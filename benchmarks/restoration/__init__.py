"""The quality of each repair beside what else can be had, on damage whose truth is known and on real film."""
