-- An application of before is in the first stage of its procedure; one that was asked into a later stage says which.
UPDATE application SET stage = 'tender' WHERE id = '00000000-0000-0000-0000-0000deadbeef';
