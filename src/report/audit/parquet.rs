//! The tables of an audit as Parquet: one row group, every column optional, compressed with Snappy.

use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::columns::{Column, Values};
use super::export::Table;
use crate::audit::audited::Audited;

/// The bytes of a table.
///
/// # Errors
/// What the library reports; a column of the list whose name cannot be one.
pub fn parquet(table: Table, audited: &Audited) -> Result<Vec<u8>, ParquetError> {
    let columns = table.columns(audited);
    let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    let schema = Arc::new(Type::group_type_builder(table.name()).with_fields(fields).build()?);
    let properties = Arc::new(WriterProperties::builder().set_compression(Compression::SNAPPY).build());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties)?;
    let mut group = writer.next_row_group()?;
    for column in &columns {
        let Some(mut to) = group.next_column()? else { break };
        write(column, &mut to)?;
        to.close()?;
    }
    group.close()?;
    writer.close()?;
    Ok(bytes)
}

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, text) = match &column.values {
        Values::Text(_) => (Physical::BYTE_ARRAY, true),
        Values::Whole(_) => (Physical::INT64, false),
        Values::Number(_) => (Physical::DOUBLE, false),
    };
    let mut builder = Type::primitive_type_builder(&column.name, physical).with_repetition(Repetition::OPTIONAL);
    if text {
        builder = builder.with_logical_type(Some(LogicalType::String)).with_converted_type(ConvertedType::UTF8);
    }
    Ok(Arc::new(builder.build()?))
}

fn write(column: &Column, to: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
    match &column.values {
        Values::Text(values) => {
            let bytes: Vec<Option<ByteArray>> =
                values.iter().map(|value| value.as_deref().map(ByteArray::from)).collect();
            fill::<ByteArrayType>(&bytes, to)
        }
        Values::Whole(values) => fill::<Int64Type>(values, to),
        Values::Number(values) => fill::<DoubleType>(values, to),
    }
}

/// What is there, and for each row whether it is.
fn fill<T: DataType>(values: &[Option<T::T>], to: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
    let there: Vec<T::T> = values.iter().flatten().cloned().collect();
    let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    to.typed::<T>().write_batch(&there, Some(&levels), None)?;
    Ok(())
}
